// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/routes.h"

#include <fmt/format.h>

namespace hawser::loader {
namespace {

const char* name_of(RouteKind kind) {
    switch (kind) {
        case RouteKind::kUnicast:
            return "";
        case RouteKind::kUnreachable:
            return "unreachable ";
        case RouteKind::kThrow:
            return "throw ";
        case RouteKind::kOther:
            return "other ";
    }
    return "";
}

}  // namespace

std::string Route::to_string() const {
    std::string text = fmt::format("{}{}", name_of(kind), destination.to_string());
    for (const NextHop& hop : next_hops) {
        if (next_hops.size() > 1) text += " nexthop";
        if (hop.gateway) text += " via " + hop.gateway->to_string();
        text += fmt::format(" ifindex {}", hop.ifindex);
        if (hop.onlink) text += " onlink";
    }
    return text + fmt::format(" table {} metric {}", table, metric);
}

std::string Rule::to_string() const {
    std::string text = fmt::format("{}: from {}", priority, source ? source->to_string() : "all");
    if (!input_interface.empty()) text += " iif " + input_interface;
    text += fmt::format(" lookup {}", table);
    if (suppress_group) text += fmt::format(" suppress_ifgroup {}", *suppress_group);
    return text;
}

}  // namespace hawser::loader

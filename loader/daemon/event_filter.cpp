// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/event_filter.h"

#include <variant>

namespace hawser::loader {
namespace {

struct Judge {
    bool operator()(const RouteAdded& event) const { return is_foreign_default(event.route); }
    bool operator()(const RouteRemoved& event) const {
        return event.route.protocol == kRouteProtocol || is_foreign_default(event.route);
    }
    bool operator()(const RuleAdded&) const { return false; }
    bool operator()(const RuleRemoved& event) const { return event.rule.protocol == kRouteProtocol; }
    /// Links and addresses, of whomever, and lost events.
    template <typename Other>
    bool operator()(const Other&) const {
        return true;
    }

    /// Gateways of uplinks are read off these; the table of a BGP speaker is none of our business.
    static bool is_foreign_default(const Route& route) {
        return route.protocol != kRouteProtocol && route.destination.length() == 0;
    }
};

}  // namespace

bool concerns_us(const KernelEvent& event) {
    return std::visit(Judge{}, event);
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "loader/kernel/link_port.h"

namespace hawser::loader {
namespace {

constexpr std::string_view prefix_of(XfrmRole role) {
    switch (role) {
        case XfrmRole::kTunnel:
            return "hawser:tunnel:";
        case XfrmRole::kBundle:
            return "hawser:bundle:";
        case XfrmRole::kHub:
            return "hawser:hub:";
    }
    return {};
}

std::optional<uint32_t> parse_id(std::string_view digits) {
    uint32_t id = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return id;
}

}  // namespace

std::string to_alias(const XfrmOwner& owner) {
    return fmt::format("{}{}", prefix_of(owner.role), owner.id);
}

std::optional<XfrmOwner> parse_alias(std::string_view alias) {
    for (const XfrmRole role : {XfrmRole::kTunnel, XfrmRole::kBundle, XfrmRole::kHub}) {
        const std::string_view prefix = prefix_of(role);
        if (!alias.starts_with(prefix)) continue;
        const std::optional<uint32_t> id = parse_id(alias.substr(prefix.size()));
        if (!id) return std::nullopt;
        return XfrmOwner{.role = role, .id = *id};
    }
    return std::nullopt;
}

std::vector<Link> our_links(const std::vector<Link>& links) {
    std::vector<Link> ours;
    std::copy_if(links.begin(), links.end(), std::back_inserter(ours),
                 [](const Link& link) { return link.kind == "xfrm" && link.owner().has_value(); });
    return ours;
}

IfIdSet our_if_ids(const std::vector<Link>& links) {
    IfIdSet ids;
    for (const Link& link : our_links(links))
        ids.insert(link.if_id);
    return ids;
}

}  // namespace hawser::loader

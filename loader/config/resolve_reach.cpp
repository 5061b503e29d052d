// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

std::string family_name(const IpAddress& address) {
    return address.is_v4() ? "IPv4" : "IPv6";
}

/// The uplink has an address to which one of the peer's endpoints answers.
bool reaches_any(const PeerDraft& draft, const KnownUplink& uplink) {
    return std::any_of(draft.endpoints.begin(), draft.endpoints.end(),
                       [&uplink](const EndpointDraft& endpoint) {
                           return !endpoint.address || uplink.has(endpoint.address->family());
                       });
}

enum class Reach {
    kNo,
    kNow,
    kPerhaps,  ///< the interface's addresses may come later, and without this tunnel the uplink would have
               ///< none
};

Reach reach(const PeerDraft& draft, const EndpointDraft& endpoint, const KnownUplink& uplink) {
    if (!endpoint.address || uplink.has(endpoint.address->family())) return Reach::kNow;
    if (!uplink.is_dynamic() || reaches_any(draft, uplink)) return Reach::kNo;
    return Reach::kPerhaps;
}

}  // namespace

std::vector<const KnownUplink*> uplinks_reaching(const PeerDraft& draft, const EndpointDraft& endpoint,
                                                 const std::vector<const KnownUplink*>& uplinks,
                                                 Diagnostics& out) {
    std::vector<const KnownUplink*> reaching;
    if (!endpoint.readable || uplinks.empty()) return reaching;
    bool any = false;
    for (const KnownUplink* uplink : uplinks) {
        const Reach how = reach(draft, endpoint, *uplink);
        if (how != Reach::kNo) reaching.push_back(uplink);
        any = any || how == Reach::kNow || (how == Reach::kPerhaps && uplink->addresses.empty());
        if (how != Reach::kPerhaps || uplink->addresses.empty()) continue;
        out.warning(endpoint.where,
                    fmt::format("uplink '{}' has no {} address now for the endpoint {}", uplink->config.name,
                                family_name(*endpoint.address), endpoint.name),
                    "its tunnel is down until the interface has one");
    }
    if (any) return reaching;
    out.error(endpoint.where,
              fmt::format("no uplink of peer '{}' has an {} address for the endpoint {}", draft.name.value,
                          family_name(*endpoint.address), endpoint.name),
              "give an [[uplink]] an address of that family, or remove the endpoint");
    return {};
}

}  // namespace hawser::loader

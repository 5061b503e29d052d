// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/outer_service.h"

#include <algorithm>

namespace hawser::loader {
namespace {

const UplinkState* uplink_of(const TunnelEntry& entry, const std::vector<UplinkState>& uplinks) {
    const auto found = std::find_if(uplinks.begin(), uplinks.end(),
                                    [&](const UplinkState& uplink) { return uplink.config == entry.uplink; });
    return found == uplinks.end() ? nullptr : &*found;
}

/// Configured addresses count although the interface does not have them at the moment.
std::vector<IpAddress> locals_of(const UplinkState& uplink, Family family) {
    std::vector<IpAddress> locals;
    for (const IpAddress& address : uplink.config->addresses) {
        if (address.family() == family) locals.push_back(address);
    }
    const UplinkFamily* present = uplink.family(family);
    if (locals.empty() && present != nullptr) locals.push_back(present->address);
    return locals;
}

std::string uplink_name(uint32_t ifindex, const std::vector<UplinkState>& uplinks) {
    for (const UplinkState& uplink : uplinks) {
        if (static_cast<uint32_t>(uplink.ifindex) == ifindex) return uplink.config->name;
    }
    return "another uplink";
}

}  // namespace

Result<void> OuterService::reconcile(const TunnelIndex& tunnels, const std::vector<UplinkState>& uplinks) {
    std::vector<OuterPath> paths;
    for (const auto& [id, entry] : tunnels.all()) {
        const UplinkState* uplink = uplink_of(entry, uplinks);
        if (uplink == nullptr || entry.tunnel->external) continue;
        paths.push_back({.tunnel = id,
                         .uplink_ifindex = static_cast<uint32_t>(uplink->ifindex),
                         .locals = locals_of(*uplink, entry.outer_family()),
                         .remote = entry.tunnel->endpoint});
    }
    auto present = port_.read_plan();
    if (!present) return present.error().within("reading the tunnels' outer addresses");
    const OuterPlan wanted = plan_outers(paths, *present);
    if (wanted == *present) return {};
    auto applied = port_.apply(wanted);
    return applied.ok() ? applied
                        : Result<void>(applied.error().within("writing the tunnels' outer addresses"));
}

std::string stray_text(TunnelId tunnel, const std::vector<Stray>& strays,
                       const std::vector<UplinkState>& uplinks, uint64_t now_ns) {
    std::string text;
    for (const Stray& stray : strays) {
        const auto memory = static_cast<uint64_t>(kStrayMemory.count());
        if (stray.tunnel != tunnel || stray.last_ns + memory < now_ns) continue;
        if (!text.empty()) text += "; ";
        text += stray.leaving ? "its ESP was about to leave by " : "the peer's ESP arrives by ";
        text += uplink_name(stray.ifindex, uplinks);
    }
    return text;
}

}  // namespace hawser::loader

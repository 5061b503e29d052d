// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/tunnel_index.h"

#include <algorithm>

#include "base/check.h"

namespace hawser::loader {

Family TunnelEntry::outer_family() const {
    if (tunnel->endpoint) return tunnel->endpoint->family();
    return uplink->addresses.empty() ? Family::kIpv4 : uplink->addresses.front().family();
}

void TunnelIndex::rebuild(const Config& config) {
    entries_.clear();
    by_if_id_.clear();
    for (const PeerConfig& peer : config.peers) {
        for (const TunnelConfig& tunnel : peer.tunnels) {
            const auto uplink = std::find_if(config.uplinks.begin(), config.uplinks.end(),
                                             [&](const UplinkConfig& u) { return u.name == tunnel.uplink; });
            HAWSER_CHECK(uplink != config.uplinks.end(), "a loaded configuration names uplinks that exist");
            entries_[TunnelId(tunnel.id)] = {&peer, &tunnel, &*uplink};
            by_if_id_[IfId(tunnel.if_id)] = TunnelId(tunnel.id);
        }
    }
}

const TunnelEntry* TunnelIndex::find(TunnelId id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second;
}

const TunnelEntry* TunnelIndex::find(IfId if_id) const {
    const auto found = by_if_id_.find(if_id);
    return found == by_if_id_.end() ? nullptr : find(found->second);
}

std::vector<TunnelId> TunnelIndex::on_uplink(const std::string& uplink) const {
    std::vector<TunnelId> ids;
    for (const auto& [id, entry] : entries_) {
        if (entry.uplink->name == uplink) ids.push_back(id);
    }
    return ids;
}

}  // namespace hawser::loader

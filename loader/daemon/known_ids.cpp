// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/known_ids.h"

#include <map>
#include <string>

#include "loader/config/load.h"

namespace hawser::loader {

void keep_known_ids(Config& config, const std::vector<Link>& links) {
    std::map<std::string, std::string> peers;
    std::map<std::string, std::string> tunnels;
    for (const PeerConfig& peer : config.peers) {
        peers[peer.interface_name] = peer.name;
        for (const TunnelConfig& tunnel : peer.tunnels)
            tunnels[tunnel.interface_name] = tunnel.name;
    }
    // What is not configured any more has no name, and keeps its id from others as long as it is there.
    Config earlier;
    for (const Link& link : links) {
        const auto owner = link.owner();
        if (!owner || owner->role == XfrmRole::kHub) continue;
        PeerConfig& peer = earlier.peers.emplace_back();
        if (owner->role == XfrmRole::kBundle) {
            peer.id = owner->id;
            peer.name = peers[link.name];
        } else {
            TunnelConfig& tunnel = peer.tunnels.emplace_back();
            tunnel.id = owner->id;
            tunnel.name = tunnels[link.name];
        }
    }
    keep_ids(config, earlier);
}

}  // namespace hawser::loader

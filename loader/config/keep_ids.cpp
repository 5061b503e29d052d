// SPDX-License-Identifier: BSD-2-Clause
#include <map>
#include <set>

#include "loader/config/load.h"

namespace hawser::loader {
namespace {

/// Hands out the running ids by name, and the lowest free ones to newcomers. An id that goes is not free yet:
/// maps, interfaces and SAs still know it as what has gone.
class Ids {
 public:
    void keep(const std::string& name, uint32_t id) {
        running_[name] = id;
        taken_.insert(id);
    }
    uint32_t take(const std::string& name) {
        if (const auto found = running_.find(name); found != running_.end()) return found->second;
        while (taken_.contains(next_))
            ++next_;
        taken_.insert(next_);
        return next_;
    }

 private:
    std::map<std::string, uint32_t> running_;
    std::set<uint32_t> taken_;
    uint32_t next_ = 1;
};

}  // namespace

void keep_ids(Config& next, const Config& running) {
    Ids peers;
    Ids tunnels;
    for (const PeerConfig& peer : running.peers) {
        peers.keep(peer.name, peer.id);
        for (const TunnelConfig& tunnel : peer.tunnels)
            tunnels.keep(tunnel.name, tunnel.id);
    }
    for (PeerConfig& peer : next.peers) {
        peer.id = peers.take(peer.name);
        peer.bundle_if_id = kBundleIfIdBase + peer.id;
        for (TunnelConfig& tunnel : peer.tunnels) {
            tunnel.id = tunnels.take(tunnel.name);
            tunnel.if_id = kTunnelIfIdBase + tunnel.id;
        }
    }
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/bpf_options.h"

#include <algorithm>

#include "loader/plan/plan_rules.h"

namespace hawser::loader {

BpfOptions bpf_options(const Config& config) {
    BpfOptions options;
    options.hub = config.interfaces == InterfacesChoice::kShared;
    options.needs.flows = config.flows.capacity;
    size_t interfaces = config.lan_interfaces.size() + config.uplinks.size();
    for (const PeerConfig& peer : config.peers) {
        options.needs.bundles = std::max(options.needs.bundles, peer.id);
        for (const TunnelConfig& tunnel : peer.tunnels)
            options.needs.tunnels = std::max(options.needs.tunnels, tunnel.id);
        options.needs.rules += static_cast<uint32_t>(peer.rules.size());
        for (const RuleConfig& rule : peer.rules)
            options.needs.matches += static_cast<uint32_t>(matches_of(rule, 1).size());
        if (!options.hub) interfaces += peer.tunnels.size() + 1;
    }
    options.needs.interfaces = static_cast<uint32_t>(interfaces) + (options.hub ? 1 : 0);
    return options;
}

}  // namespace hawser::loader

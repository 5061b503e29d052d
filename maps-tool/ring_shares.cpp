// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/ring_shares.h"

#include <map>

namespace hawser::maps {
namespace {

double percent(size_t part, size_t whole) {
    return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::vector<RingShare> ring_shares(std::span<const uint32_t> slots, uint32_t bundle, uint32_t tier,
                                   const Topology& topology) {
    if (slots.empty()) return {};
    std::map<uint32_t, RingShare> shares;
    size_t weights = 0;
    for (const auto& [id, tunnel] : topology.tunnels) {
        if (tunnel.bundle != bundle || tunnel.tier != tier) continue;
        shares[id].weight = tunnel.weight;
        weights += tunnel.weight;
    }
    for (const uint32_t tunnel : slots)
        ++shares[tunnel].slots;
    std::vector<RingShare> all;
    for (auto& [id, share] : shares) {
        share.tunnel = id;
        share.share_pct = percent(share.slots, slots.size());
        share.weight_pct = percent(share.weight, weights);
        all.push_back(share);
    }
    return all;
}

}  // namespace hawser::maps

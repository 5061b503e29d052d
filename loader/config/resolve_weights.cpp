// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

constexpr uint64_t kLargestWeight = 1000;

uint64_t bandwidth_of(const TunnelConfig& tunnel, const ResolveContext& context) {
    const KnownUplink* uplink = find_uplink(context.uplinks, tunnel.uplink);
    return uplink == nullptr ? 0 : uplink->config.bandwidth;
}

/// The smallest bandwidth that is known; 0: none is.
uint64_t smallest_known(const PeerConfig& peer, const ResolveContext& context) {
    uint64_t smallest = 0;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const uint64_t bandwidth = bandwidth_of(tunnel, context);
        if (bandwidth != 0 && (smallest == 0 || bandwidth < smallest)) smallest = bandwidth;
    }
    return smallest;
}

void warn_of_mixture(const PeerConfig& peer, const PeerDraft& draft, const ResolveContext& context) {
    const auto configured = std::count_if(peer.tunnels.begin(), peer.tunnels.end(),
                                          [](const TunnelConfig& tunnel) { return tunnel.weight != 0; });
    if (configured == 0 || static_cast<size_t>(configured) == peer.tunnels.size()) return;
    context.out.warning(
        draft.where,
        fmt::format("some tunnels of peer '{}' have a weight, others take theirs from bandwidth or 1",
                    peer.name),
        "give every tunnel a weight, or none");
}

}  // namespace

void resolve_weights(PeerConfig& peer, const PeerDraft& draft, const ResolveContext& context) {
    warn_of_mixture(peer, draft, context);
    const uint64_t smallest = draft.weight != WeightChoice::kEqual ? smallest_known(peer, context) : 0;
    std::vector<uint64_t> shares;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        const uint64_t bandwidth = bandwidth_of(tunnel, context);
        const bool guessed = smallest != 0 && bandwidth == 0;
        if (guessed) {
            context.out.warning(
                draft.where,
                fmt::format("uplink '{}' has no bandwidth and weighs as much as the smallest uplink of "
                            "peer '{}'",
                            tunnel.uplink, peer.name),
                "set bandwidth in its [[uplink]]");
        }
        shares.push_back(smallest == 0 ? 1 : std::max(bandwidth, smallest));
    }
    const uint64_t divisor = std::reduce(shares.begin(), shares.end(), uint64_t{0},
                                         [](uint64_t a, uint64_t b) { return std::gcd(a, b); });
    const uint64_t largest = shares.empty() ? 1 : *std::max_element(shares.begin(), shares.end()) / divisor;
    for (size_t i = 0; i < shares.size(); ++i) {
        uint64_t weight = shares[i] / divisor;
        if (largest > kLargestWeight) {
            weight = static_cast<uint64_t>(
                static_cast<double>(weight) * kLargestWeight / static_cast<double>(largest) + 0.5);
        }
        if (peer.tunnels[i].weight == 0)
            peer.tunnels[i].weight = static_cast<uint32_t>(std::max<uint64_t>(weight, 1));
    }
}

}  // namespace hawser::loader

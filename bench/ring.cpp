// SPDX-License-Identifier: BSD-2-Clause
// How many flows of surviving tunnels change their tunnel when one of three dies, by the hash alone: our
// Maglev ring with its next tries, against the kernel's hash-threshold multipath (fib_select_multipath
// without nexthop objects), which cuts the hash space into as many ranges as there are next hops. Pins are
// left out on both sides: this is what they are pinned to when they are new, and what remains of them after
// an eviction. And how far the shares are from the weights.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "loader/plan/maglev.h"

namespace hawser::loader {
namespace {

constexpr uint32_t kFlows = 100'000;
constexpr uint32_t kDead = 1;

/// A flow's hash: splitmix64 over its number, so that every run sees the same flows.
uint32_t hash_of(uint32_t flow) {
    uint64_t x = flow + 0x9e3779b97f4a7c15U * (flow + 1ULL);
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return static_cast<uint32_t>((x ^ (x >> 31U)) >> 32U);
}

uint32_t by_ring(const std::vector<uint32_t>& ring, uint32_t hash) {
    return ring[hash % ring.size()];
}

uint32_t by_threshold(const std::vector<uint32_t>& hops, uint32_t hash) {
    return hops[static_cast<uint64_t>(hash) * hops.size() >> 32U];
}

/// Percent of the flows of survivors that are elsewhere afterwards.
template <typename Before, typename After>
double collateral(Before before, After after) {
    uint32_t survivors = 0;
    uint32_t moved = 0;
    for (uint32_t flow = 0; flow < kFlows; ++flow) {
        const uint32_t hash = hash_of(flow);
        if (before(hash) == kDead) continue;
        ++survivors;
        moved += before(hash) != after(hash) ? 1 : 0;
    }
    return 100.0 * moved / survivors;
}

double worst_share_error(const std::vector<RingMember>& members) {
    const std::vector<uint32_t> ring = maglev_ring(members);
    std::map<uint32_t, double> slots;
    for (const uint32_t tunnel : ring)
        slots[tunnel] += 1;
    double total = 0;
    for (const RingMember& member : members)
        total += member.weight;
    double worst = 0;
    for (const RingMember& member : members) {
        const double ideal = member.weight / total * static_cast<double>(ring.size());
        worst = std::max(worst, std::abs(slots[member.tunnel.value()] - ideal) / ideal * 100);
    }
    return worst;
}

void run() {
    const std::vector<RingMember> all = {{TunnelId(1)}, {TunnelId(2)}, {TunnelId(3)}};
    const auto ring = maglev_ring(all);
    // The ring stays as it is when a tunnel dies: only flows whose slot is the dead one's look further.
    const double ours = collateral([&](uint32_t hash) { return by_ring(ring, hash); },
                                   [&](uint32_t hash) { return by_ring(ring, hash); });
    const auto rebuilt = maglev_ring({all[1], all[2]}, ring.size());
    const double after_rebuild = collateral([&](uint32_t hash) { return by_ring(ring, hash); },
                                            [&](uint32_t hash) { return by_ring(rebuilt, hash); });
    const std::vector<uint32_t> three = {1, 2, 3};
    const std::vector<uint32_t> two = {2, 3};
    const double ecmp = collateral([&](uint32_t hash) { return by_threshold(three, hash); },
                                   [&](uint32_t hash) { return by_threshold(two, hash); });
    const double error = worst_share_error({{TunnelId(1), 100}, {TunnelId(2), 50}, {TunnelId(3), 25}});
    fmt::print(
        "one of three tunnels dies, {} flows by their hash alone, percent of the others' flows that move\n",
        kFlows);
    fmt::print(
        "figure: collateral_of_a_death ours={:.2f} peer=kernel-hash-threshold:{:.2f} ratio={:.3f} goal=0 "
        "{}\n",
        ours, ecmp, ours / ecmp, ours <= 0 ? "met" : "short");
    fmt::print(
        "figure: collateral_of_a_rebuild ours={:.2f} peer=kernel-hash-threshold:{:.2f} ratio={:.3f} "
        "goal=at-most-5 {}\n",
        after_rebuild, ecmp, after_rebuild / ecmp, after_rebuild <= 5 ? "met" : "short");
    fmt::print("figure: share_error_percent ours={:.2f} peer=weights:0 ratio=- goal=at-most-1 {}\n", error,
               error <= 1 ? "met" : "short");
}

}  // namespace
}  // namespace hawser::loader

int main() {
    hawser::loader::run();
}

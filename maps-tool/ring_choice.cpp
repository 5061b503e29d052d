// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/ring_choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "bpf/rank.h"
#include "maps-tool/flow_hash.h"
#include "maps-tool/rank.h"

namespace hawser::maps {
namespace {

class RingSearch {
 public:
    RingSearch(const Situation& situation, uint32_t bundle, uint32_t slot, uint32_t hash)
        : situation_(situation), bundle_(bundle), slot_(slot), hash_(hash) {}

    Result<RingChoice> run() {
        const Result<std::vector<uint32_t>> first =
            situation_.ring(slot_ != 0 ? HW_RULE_RING + slot_ : bundle_, 0);
        if (!first) return first.error();
        if (rank(at(*first, hash_)) == best_rank()) {
            tell_slot(*first, 0, hash_, slot_ != 0 ? "its rule's: taken" : "taken");
            return end(at(*first, hash_));
        }
        const BestMember best = best_member(situation_, bundle_, hash_);
        if (best.rank == 0) {
            tell("no tunnel is usable");
            return end(0);
        }
        if (slot_ != 0) {
            const Result<uint32_t> preferred = search(HW_RULE_RING + slot_, best.rank);
            if (!preferred) return preferred.error();
            if (*preferred != 0) return end(*preferred);
            tell("none of its rule's tunnels is as good as the best: the normal balance");
        }
        const Result<uint32_t> found = search(bundle_, best.rank);
        if (!found) return found.error();
        if (*found != 0) return end(*found);
        tell(fmt::format("{} is the best member by the flow's hash: taken", name(best.tunnel)));
        return end(best.tunnel);
    }

 private:
    Result<uint32_t> search(uint32_t number, uint32_t wanted) {
        const uint32_t tier = tier_of_rank(wanted);
        const Result<std::vector<uint32_t>> ring = situation_.ring(number, tier);
        if (!ring) return ring.error();
        uint32_t hash = hash_;
        if (at(*ring, hash) == 0) {
            tell(fmt::format("{} {} has no ring", number >= HW_RULE_RING ? "its rule in tier" : "tier",
                             tier + 1));
            return 0u;
        }
        for (uint32_t i = 0; i < HW_RING_TRIES; ++i) {
            const bool good = rank(at(*ring, hash)) == wanted;
            tell_slot(*ring, tier, hash, good ? "taken" : fmt::format("not of rank {}", wanted));
            if (good) return at(*ring, hash);
            hash = hash_again(hash, i);
        }
        return 0u;
    }

    static uint32_t at(const std::vector<uint32_t>& ring, uint32_t hash) {
        return ring.empty() ? 0 : ring[hash % ring.size()];
    }
    uint32_t rank(uint32_t tunnel) const {
        return rank_of(situation_.topology, tunnel, bundle_, situation_.now_ns);
    }
    std::string name(uint32_t tunnel) const { return situation_.topology.tunnel_name(tunnel); }
    void tell(std::string text) { choice_.steps.push_back(std::move(text)); }
    void tell_slot(const std::vector<uint32_t>& ring, uint32_t tier, uint32_t hash,
                   const std::string& outcome) {
        tell(fmt::format("hash {:#010x}: slot {} of {} of tier {} holds {}: {}", hash, hash % ring.size(),
                         ring.size(), tier + 1, name(at(ring, hash)), outcome));
    }
    RingChoice end(uint32_t tunnel) {
        choice_.tunnel = tunnel;
        return std::move(choice_);
    }

    const Situation& situation_;
    uint32_t bundle_;
    uint32_t slot_;
    uint32_t hash_;
    RingChoice choice_;
};

}  // namespace

BestMember best_member(const Situation& situation, uint32_t bundle, uint32_t hash) {
    const hw_bundle& known = situation.topology.bundles.at(bundle);
    BestMember best;
    uint64_t best_score = 0;
    for (uint32_t i = 0; i < std::min(known.member_count, HW_MAX_MEMBERS); ++i) {
        const uint32_t member = known.members[i];
        const uint32_t rank = rank_of(situation.topology, member, bundle, situation.now_ns);
        const uint64_t score = (uint64_t{rank} << 32) | hash_again(hash, member);
        if (rank == 0 || score <= best_score) continue;
        best_score = score;
        best = {member, rank};
    }
    return best;
}

Result<RingChoice> choose_by_ring(const Situation& situation, const FlowName& name, uint32_t bundle,
                                  uint32_t slot) {
    const uint32_t hash = flow_hash(name, situation.topology.config.hash_seed);
    return RingSearch(situation, bundle, slot, hash).run();
}

}  // namespace hawser::maps

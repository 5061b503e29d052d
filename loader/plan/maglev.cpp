// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/maglev.h"

#include <algorithm>

#include "base/check.h"

namespace hawser::loader {
namespace {

bool is_prime(size_t number) {
    if (number < 2) return false;
    for (size_t divisor = 2; divisor * divisor <= number; ++divisor) {
        if (number % divisor == 0) return false;
    }
    return true;
}

/// The finalizer of SplitMix64 (Steele et al., OOPSLA 2014): one bit of difference in, half of the bits
/// differ out.
uint64_t mix(uint64_t value) {
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

/// One member's walk through the slots in its own order of preference, and its right to turns.
class Walker {
 public:
    Walker(const RingMember& member, size_t slots, size_t size)
        : member_(member),
          slots_left_(slots),
          size_(size),
          position_(mix(member.tunnel.value()) % size),
          skip_(size == 1 ? 1 : mix(~uint64_t{member.tunnel.value()}) % (size - 1) + 1) {}

    /// A member of the heaviest weight has a turn in every round, one of half that weight in every second,
    /// until it has what is its own.
    bool has_turn(uint32_t heaviest) {
        if (slots_left_ == 0) return false;
        credit_ += member_.weight;
        if (credit_ < heaviest) return false;
        credit_ -= heaviest;
        return true;
    }

    /// The ring must have a free slot.
    void take_slot(std::vector<uint32_t>& ring) {
        while (ring[position_] != 0)
            advance();
        ring[position_] = member_.tunnel.value();
        --slots_left_;
        advance();
    }

 private:
    void advance() { position_ = (position_ + skip_) % size_; }

    RingMember member_;
    size_t slots_left_;
    size_t size_;
    size_t position_;
    size_t skip_;
    uint64_t credit_ = 0;
};

void check_members(const std::vector<RingMember>& members) {
    for (size_t i = 0; i < members.size(); ++i) {
        HAWSER_CHECK(members[i].tunnel.value() != 0, "tunnel 0 in a ring");
        HAWSER_CHECK(i == 0 || members[i - 1].tunnel != members[i].tunnel, "a tunnel twice in a ring");
    }
}

/// Whole slots by weight that add up to `size`: every member has its quota rounded down, and what is left
/// over goes to those who lost most by that (Hamilton's method), of equal ones to the lower ids.
std::vector<size_t> slots_of(const std::vector<RingMember>& members, size_t size) {
    uint64_t total = 0;
    for (const RingMember& member : members)
        total += member.weight;
    std::vector<size_t> slots;
    std::vector<std::pair<uint64_t, size_t>> losses;
    size_t left = size;
    for (const RingMember& member : members) {
        const uint64_t quota = uint64_t{member.weight} * size;
        losses.emplace_back(quota % total, losses.size());
        slots.push_back(quota / total);
        left -= slots.back();
    }
    std::stable_sort(losses.begin(), losses.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (size_t i = 0; i < left; ++i)
        ++slots[losses[i].second];
    return slots;
}

}  // namespace

size_t ring_slots_for(const std::vector<RingMember>& members) {
    constexpr uint64_t kSlotsOfTheLightest = 100;
    uint64_t total = 0;
    uint64_t lightest = 0;
    size_t weighted = 0;
    for (const RingMember& member : members) {
        if (member.weight == 0) continue;
        ++weighted;
        total += member.weight;
        lightest = lightest == 0 ? member.weight : std::min<uint64_t>(lightest, member.weight);
    }
    if (weighted <= 1) return weighted;
    const uint64_t least = (kSlotsOfTheLightest * total + lightest - 1) / lightest;
    size_t slots = std::min<uint64_t>(least, HW_MAX_RING_SLOTS);
    while (!is_prime(slots))
        ++slots;
    return slots;
}

std::vector<uint32_t> maglev_ring(const std::vector<RingMember>& members) {
    const size_t slots = ring_slots_for(members);
    return slots == 0 ? std::vector<uint32_t>{} : maglev_ring(members, slots);
}

std::vector<uint32_t> maglev_ring(std::vector<RingMember> members, size_t size) {
    HAWSER_CHECK(size == 1 || (is_prime(size) && size > 2), "the size of a ring must be prime");
    std::erase_if(members, [](const RingMember& member) { return member.weight == 0; });
    if (members.empty()) return {};
    std::sort(members.begin(), members.end(),
              [](const RingMember& a, const RingMember& b) { return a.tunnel < b.tunnel; });
    check_members(members);

    uint32_t heaviest = 0;
    std::vector<Walker> walkers;
    const std::vector<size_t> slots = slots_of(members, size);
    for (size_t i = 0; i < members.size(); ++i) {
        heaviest = std::max(heaviest, members[i].weight);
        walkers.emplace_back(members[i], slots[i], size);
    }
    std::vector<uint32_t> ring(size, 0);
    for (size_t filled = 0; filled < size;) {
        for (Walker& walker : walkers) {
            if (filled == size) break;
            if (!walker.has_turn(heaviest)) continue;
            walker.take_slot(ring);
            ++filled;
        }
    }
    return ring;
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "base/random.h"

namespace hawser::ike::test {

/// splitmix64: the same bytes for the same seed on every machine, so that a failing seed can be run again.
class SeededRandom final : public RandomSource {
 public:
    explicit SeededRandom(uint64_t seed) : state_(seed) {}

    void fill(std::span<uint8_t> out) override {
        for (uint8_t& byte : out)
            byte = static_cast<uint8_t>(next() >> 32);
    }
    uint64_t next() {
        uint64_t z = state_ += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    /// From 0 to limit - 1.
    uint64_t below(uint64_t limit) { return next() % limit; }
    bool chance(double probability) { return static_cast<double>(next() >> 11) * 0x1.0p-53 < probability; }

 private:
    uint64_t state_;
};

}  // namespace hawser::ike::test

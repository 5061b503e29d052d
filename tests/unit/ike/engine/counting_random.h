// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/random.h"

namespace hawser::ike::test {

/// 0, 1, 2 ...: bytes that differ and are the same in every run.
class CountingRandom final : public RandomSource {
 public:
    explicit CountingRandom(uint8_t first = 0) : next_(first) {}
    void fill(std::span<uint8_t> out) override {
        for (uint8_t& byte : out)
            byte = next_++;
    }

 private:
    uint8_t next_;
};

/// Always the same byte: the worst source there is.
class ConstantRandom final : public RandomSource {
 public:
    explicit ConstantRandom(uint8_t byte) : byte_(byte) {}
    void fill(std::span<uint8_t> out) override {
        for (uint8_t& byte : out)
            byte = byte_;
    }

 private:
    uint8_t byte_;
};

}  // namespace hawser::ike::test

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"

namespace hawser::ike::test {

/// Gives the same bytes over and over: the "random" of a test vector.
class FixedRandom final : public RandomSource {
 public:
    explicit FixedRandom(Bytes pattern) : pattern_(std::move(pattern)) {}
    void fill(std::span<uint8_t> out) override {
        for (uint8_t& byte : out)
            byte = pattern_[next_++ % pattern_.size()];
    }

 private:
    Bytes pattern_;
    size_t next_ = 0;
};

/// Bytes from hexadecimal digits with blanks between them; digits that are none fail the test.
Bytes hex(std::string_view text);
Bytes text(std::string_view characters);
/// first, first + 1, ...
Bytes counted(size_t size, uint8_t first = 0);

}  // namespace hawser::ike::test

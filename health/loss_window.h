// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace hawser::health {

/// The last 64 probes, a bit each, and how many in a row were answered.
class LossWindow {
 public:
    void record(bool answered) {
        lost_ = (lost_ << 1) | (answered ? 0u : 1u);
        good_in_a_row_ = answered ? good_in_a_row_ + 1 : 0;
    }

    void clear() {
        lost_ = 0;
        good_in_a_row_ = 0;
    }

    /// Of the last `window` (1..64) probes; those before the first count as answered.
    [[nodiscard]] unsigned lost_of_last(unsigned window) const {
        const uint64_t mask = window >= 64 ? ~uint64_t{0} : (uint64_t{1} << window) - 1;
        return static_cast<unsigned>(std::popcount(lost_ & mask));
    }
    [[nodiscard]] unsigned good_in_a_row() const { return good_in_a_row_; }

 private:
    uint64_t lost_ = 0;
    unsigned good_in_a_row_ = 0;
};

}  // namespace hawser::health

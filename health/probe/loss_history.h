// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hawser::health {

/// The last 64 requests, a bit each, and how many in a row were answered.
class RecentLosses {
 public:
    void record(bool answered) {
        lost_ = (lost_ << 1) | (answered ? 0u : 1u);
        good_in_a_row_ = answered ? good_in_a_row_ + 1 : 0;
    }

    void clear() {
        lost_ = 0;
        good_in_a_row_ = 0;
    }

    /// Of the last `window` (1..64) requests; those before the first count as answered.
    [[nodiscard]] unsigned lost_of_last(unsigned window) const {
        const uint64_t mask = window >= 64 ? ~uint64_t{0} : (uint64_t{1} << window) - 1;
        return static_cast<unsigned>(std::popcount(lost_ & mask));
    }
    [[nodiscard]] unsigned good_in_a_row() const { return good_in_a_row_; }
    [[nodiscard]] bool last_was_lost() const { return (lost_ & 1u) != 0; }

 private:
    uint64_t lost_ = 0;
    unsigned good_in_a_row_ = 0;
};

/// The share of lost ones among the last `window` requests.
class LossShare {
 public:
    explicit LossShare(unsigned window) : lost_(window) {}

    void record(bool answered) {
        if (known_ == lost_.size() && lost_[next_]) --count_;
        lost_[next_] = !answered;
        if (!answered) ++count_;
        next_ = (next_ + 1) % lost_.size();
        if (known_ < lost_.size()) ++known_;
    }

    void clear() {
        next_ = 0;
        known_ = 0;
        count_ = 0;
    }

    [[nodiscard]] size_t window() const { return lost_.size(); }
    [[nodiscard]] size_t known() const { return known_; }
    [[nodiscard]] size_t lost() const { return count_; }

 private:
    std::vector<bool> lost_;
    size_t next_ = 0;
    size_t known_ = 0;
    size_t count_ = 0;
};

}  // namespace hawser::health

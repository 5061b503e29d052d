// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace hawser::health {

/// How long answers took since the path is known: counts by upper bound, as Prometheus wants them but not
/// cumulated.
class RttHistogram {
 public:
    static constexpr std::array<Duration, 12> kBounds{
        std::chrono::milliseconds(1),   std::chrono::milliseconds(2),   std::chrono::milliseconds(5),
        std::chrono::milliseconds(10),  std::chrono::milliseconds(20),  std::chrono::milliseconds(35),
        std::chrono::milliseconds(50),  std::chrono::milliseconds(75),  std::chrono::milliseconds(100),
        std::chrono::milliseconds(150), std::chrono::milliseconds(300), std::chrono::seconds(1)};

    void record(Duration rtt) {
        const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), rtt);
        ++counts_[static_cast<size_t>(bound - kBounds.begin())];
        sum_ += rtt;
    }

    /// One for each bound and, last, one for what took longer.
    [[nodiscard]] const std::array<uint64_t, kBounds.size() + 1>& counts() const { return counts_; }
    [[nodiscard]] Duration sum() const { return sum_; }

 private:
    std::array<uint64_t, kBounds.size() + 1> counts_{};
    Duration sum_{};
};

}  // namespace hawser::health

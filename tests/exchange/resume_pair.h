// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {

inline constexpr CalendarTime kToday{std::chrono::seconds(1'800'000'000)};

/// A pair that resumes what it has lost; the right side is the gateway, whose tickets outlive a restart.
struct ResumePair : Pair {
    explicit ResumePair(uint64_t seed = 1, EndpointOptions options = {}, bool lasting_secret = true)
        : Pair(seed, options) {
        if (lasting_secret) link.right.options.ticket_secret = secret("a secret of the gateway's, 32 bytes");
        link.right.restart();
        left.resumption = right.resumption = true;
        tell_calendar(link.left);
        tell_calendar(link.right);
    }
    void tell_calendar(Side& side) {
        side.endpoint->set_calendar(
            kToday + std::chrono::duration_cast<std::chrono::seconds>(link.now.time_since_epoch()), link.now);
    }
    /// The gateway is switched off and on again.
    void crash() {
        link.right.restart();
        tell_calendar(link.right);
        ASSERT_TRUE(link.right.endpoint->add(right, link.now).ok());
        link.trace.clear();
    }
    [[nodiscard]] size_t count(const std::string& words) const {
        return static_cast<size_t>(
            std::count_if(link.trace.begin(), link.trace.end(),
                          [&](const std::string& one) { return one.find(words) != std::string::npos; }));
    }
    [[nodiscard]] bool resumed() const {
        return count("right --> IKE_SESSION_RESUME response") > 0 && count("IKE_SA_INIT") == 0;
    }
};

}  // namespace hawser::ike::test

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "ike/wire/message.h"
#include "tests/exchange/sim_link.h"

namespace hawser::ike::test {

[[nodiscard]] std::shared_ptr<const SecretBytes> secret(std::string_view text);
[[nodiscard]] TrafficSelector selector(std::string_view prefix);

/// A link with a connection of the same meaning on both sides, not added yet, so that a test may change it:
/// left is `branch.example` with 10.1.0.0/16 and begins, right is `pop.example` with 10.2.0.0/16 and waits.
struct Pair {
    explicit Pair(uint64_t seed = 1, EndpointOptions options = {}, bool ipv6 = false);

    /// Adds both connections; the left one begins.
    void start();
    /// Runs until both sides are up with one matching Child SA, for at most `limit`.
    bool comes_up(Duration limit = std::chrono::seconds(60));
    /// A side rekeys the IKE SA, and time goes on for so long. False if there is not one tunnel then.
    bool rekey_ike_by(Side& side, Duration then);
    /// Both sides agree on one IKE SA, each kernel has one pair, and these fit each other.
    [[nodiscard]] testing::AssertionResult is_one_tunnel() const;

    SimLink link;
    ConnectionConfig left;
    ConnectionConfig right;
};

}  // namespace hawser::ike::test

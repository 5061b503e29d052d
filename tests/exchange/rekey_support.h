// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <string>

#include "tests/exchange/orders.h"
#include "tests/exchange/pair.h"

namespace hawser::ike::test {

/// A side sends by an SA that the other side does not read, or by none; empty: neither.
[[nodiscard]] std::string gap(const Pair& pair);

/// A pair that is up, with liveness checks off so that only what a test causes is on the wire.
struct QuietPair : Pair {
    explicit QuietPair(uint64_t seed = 1);
    /// Brings it up.
    void begin();
    /// Time goes on; false, with the reason reported, if there is a gap at any moment.
    bool goes_on(Duration duration);
    /// One tunnel, nothing left over on either side, and another rekeying works.
    void expect_settled(const std::string& story);
};

enum class Act { kRekeyChild, kRekeyIke, kDeleteIke };
void act(Pair& pair, Side& side, Act what);

/// What both sides do before a message of either arrives.
[[nodiscard]] std::function<void(QuietPair&)> both(Act left, Act right);

/// All orders of delivery of what is on the way after `begin`, with up to `losses` datagrams lost; see Orders
/// for `depth`. At every moment there is no gap, and at the end there is one tunnel. Returns the number of
/// stories. `prepare` may change the configuration before the pair comes up.
size_t play_all_orders(
    const std::function<void(QuietPair&)>& begin, size_t losses, size_t depth = 8,
    const std::function<void(QuietPair&)>& prepare = [](QuietPair&) {});

}  // namespace hawser::ike::test

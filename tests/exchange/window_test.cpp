// SPDX-License-Identifier: BSD-2-Clause
// SET_WINDOW_SIZE (RFC 7296 2.3): several requests on the way at a time, in any order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ike/wire/notify_data.h"
#include "tests/exchange/rekey_support.h"
#include "tests/fuzz/hostile_peer.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

struct WindowPair : QuietPair {
    explicit WindowPair(uint32_t left_size, uint32_t right_size, uint64_t seed = 1) : QuietPair(seed) {
        left.window_size = left_size;
        right.window_size = right_size;
        right.remote_address.reset();
        link.left.more_addresses = {elsewhere};
    }
    void up() {
        begin();
        link.run_for(1s);
        link.trace.clear();
    }
    /// The left side's uplink gets another address, which the peer is told by a request.
    void move() {
        ASSERT_TRUE(link.left.endpoint->network_changed(ConnectionId(1), elsewhere, link.now).ok());
        link.drain();
    }
    IpAddress elsewhere = IpAddress::parse("192.0.2.77").value();
};

TEST(Window, IsSaidInTheAuthenticationByEitherSide) {
    for (const bool begun_by_victim : {true, false}) {
        fuzz::HostilePeer peer(begun_by_victim);
        peer.exchange_keys();
        if (!begun_by_victim) peer.authenticate();
        const Message message = peer.heard();
        EXPECT_EQ(message.header.exchange, ExchangeType::kIkeAuth);
        const auto* notify = message.notify(NotifyType::kSetWindowSize);
        ASSERT_NE(notify, nullptr) << begun_by_victim;
        EXPECT_EQ(*parse_set_window_size(*notify), 3u);
    }
}

TEST(Window, OfOneLetsARequestWaitForTheAnswerBefore) {
    WindowPair pair(4, 1);
    pair.up();
    act(pair, pair.link.left, Act::kRekeyChild);
    act(pair, pair.link.left, Act::kDeleteIke);
    EXPECT_EQ(pair.link.in_flight(), 1u) << "the peer's is what counts";
}

TEST(Window, LetsADeleteGoAtOnce) {
    WindowPair pair(1, 2);
    pair.up();
    act(pair, pair.link.left, Act::kRekeyChild);
    act(pair, pair.link.left, Act::kDeleteIke);
    EXPECT_EQ(pair.link.in_flight(), 2u);
    EXPECT_THAT(pair.link.pass(1), HasSubstr("INFORMATIONAL request"));
    EXPECT_FALSE(pair.link.right.is_up());
    pair.link.run_for(1min);
    EXPECT_EQ(pair.link.left.endpoint->sa_count(), 0u);
    EXPECT_TRUE(pair.link.left.kernel.pairs().empty() && pair.link.right.kernel.pairs().empty());
}

TEST(Window, WhatMakesSasGoesOneAtATime) {
    WindowPair pair(8, 8);
    pair.up();
    act(pair, pair.link.left, Act::kRekeyChild);
    act(pair, pair.link.left, Act::kRekeyIke);
    EXPECT_EQ(pair.link.in_flight(), 1u);
    pair.expect_settled("");
}

TEST(Window, ThePathIsToldBesideARekeying) {
    WindowPair pair(4, 4);
    pair.up();
    act(pair, pair.link.left, Act::kRekeyChild);
    pair.move();
    EXPECT_EQ(pair.link.in_flight(), 2u);
    pair.expect_settled("");
    EXPECT_EQ(pair.link.right.status().remote_host, pair.elsewhere);
    EXPECT_EQ(pair.link.right.kernel.pairs().begin()->second.remote.address, pair.elsewhere);
}

TEST(Window, ButNotBesideTheRekeyingOfTheIkeSa) {
    WindowPair pair(4, 4);
    pair.up();
    act(pair, pair.link.left, Act::kRekeyIke);
    pair.move();
    EXPECT_EQ(pair.link.in_flight(), 1u) << "it must be told to the SA that has the Child SAs then";
    pair.expect_settled("");
    EXPECT_EQ(pair.link.right.kernel.pairs().begin()->second.remote.address, pair.elsewhere);
}

/// The later request comes first, and is answered first.
TEST(Window, RequestsAreAnsweredInAnyOrder) {
    WindowPair pair(4, 4);
    pair.up();
    act(pair, pair.link.left, Act::kRekeyChild);
    pair.move();
    EXPECT_THAT(pair.link.pass(1), StartsWith("left --> INFORMATIONAL request"));
    EXPECT_THAT(pair.link.trace.back(), StartsWith("right --> INFORMATIONAL re"));
    EXPECT_THAT(pair.link.pass(0), StartsWith("left --> CREATE_CHILD_SA request"));
    pair.expect_settled("");
}

TEST(Window, ALostAnswerIsRepeatedFromStore) {
    WindowPair pair(4, 4);
    pair.up();
    act(pair, pair.link.left, Act::kRekeyChild);
    pair.move();
    (void)pair.link.pass(0);
    (void)pair.link.pass(0);
    // Both answers, and what the right side asks on its own account.
    while (pair.link.in_flight() > 0)
        (void)pair.link.lose();
    const size_t installed = pair.link.right.kernel.installs();
    pair.expect_settled("");
    EXPECT_GE(pair.link.right.endpoint->counters().responses_replayed, 2u);
    EXPECT_EQ(pair.link.right.kernel.installs(), installed + 1) << "the one of expect_settled()";
}

TEST(Window, OfARekeyedSaIsToldAnew) {
    WindowPair pair(4, 4);
    pair.up();
    act(pair, pair.link.left, Act::kRekeyIke);
    pair.link.run_for(10s);
    act(pair, pair.link.left, Act::kRekeyChild);
    pair.move();
    EXPECT_EQ(pair.link.in_flight(), 2u) << "the new SA's window is known too";
}

TEST(Window, EveryOrderOfARekeyingAndAMoveEndsInOneTunnel) {
    const size_t stories = play_all_orders(
        [](QuietPair& pair) {
            act(pair, pair.link.left, Act::kRekeyChild);
            const auto elsewhere = IpAddress::parse("192.0.2.77").value();
            ASSERT_TRUE(
                pair.link.left.endpoint->network_changed(ConnectionId(1), elsewhere, pair.link.now).ok());
        },
        1, 6,
        [](QuietPair& pair) {
            pair.left.window_size = pair.right.window_size = 3;
            pair.right.remote_address.reset();
            pair.link.left.more_addresses = {IpAddress::parse("192.0.2.77").value()};
        });
    EXPECT_GT(stories, 10u);
}

TEST(Window, BothSidesRekeyInAnyOrder) {
    const auto larger = [](QuietPair& pair) { pair.left.window_size = pair.right.window_size = 4; };
    EXPECT_GT(play_all_orders(both(Act::kRekeyChild, Act::kRekeyChild), 1, 6, larger), 10u);
}

}  // namespace
}  // namespace hawser::ike::test

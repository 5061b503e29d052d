// SPDX-License-Identifier: BSD-2-Clause
// What watches the data path asks for a new beginning, because nothing comes through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

void revive(Pair& pair) {
    pair.link.left.endpoint->revive(ConnectionId(1), pair.link.now);
    pair.link.drain();
}

TEST(Revive, FindsAPeerThatWasStartedAgainBeforeItsSilenceIsNoticed) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.run_for(20s);
    pair.link.right.restart();
    ASSERT_TRUE(pair.link.right.endpoint->add(pair.right, pair.link.now).ok());
    ASSERT_TRUE(pair.link.left.is_up()) << "it still believes in its SA";
    revive(pair);
    const TimePoint asked = pair.link.now;
    EXPECT_TRUE(pair.link.run_until([&] { return pair.link.right.is_up(); }, 2s));
    EXPECT_LT(pair.link.now - asked, 1s);
    EXPECT_TRUE(pair.comes_up());
}

TEST(Revive, SendsTheOpenRequestAgainInsteadOfWaitingForItsTurn) {
    Pair pair;
    pair.link.weather.loss = 1;
    pair.start();
    pair.link.run_for(3s);
    const size_t sent = pair.link.trace.size();
    pair.link.weather.loss = 0;
    revive(pair);
    EXPECT_EQ(pair.link.trace.size(), sent + 1);
    EXPECT_TRUE(pair.link.run_until([&] { return pair.link.left.is_up(); }, 1s));
    EXPECT_EQ(pair.link.left.status().uniqueid, 1u) << "the attempt that was under way";
}

TEST(Revive, AskedAgainAndAgainNothingIsSentTwiceInOneMoment) {
    Pair pair;
    pair.link.weather.loss = 1;
    pair.start();
    revive(pair);
    const size_t sent = pair.link.trace.size();
    for (int i = 0; i < 10; ++i)
        revive(pair);
    EXPECT_EQ(pair.link.trace.size(), sent);
}

TEST(Revive, WhatThePeerHasRefusedWaitsByThePolicy) {
    Pair pair;
    pair.right.auth = Authentication::by_psk(secret("another key"));
    pair.start();
    ASSERT_TRUE(pair.link.run_until([&] { return pair.link.left.failure() != FailureReason::kNone; }, 5s));
    pair.link.run_for(100ms);
    const size_t sent = pair.link.trace.size();
    revive(pair);
    EXPECT_EQ(pair.link.trace.size(), sent);
}

TEST(Revive, AWorkingSaIsReplacedWithoutAMomentWithoutOne) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.run_for(20s);
    revive(pair);
    const bool gap =
        pair.link.run_until([&] { return !pair.link.left.is_up() || !pair.link.right.is_up(); }, 5s);
    EXPECT_FALSE(gap);
    pair.link.run_for(60s);
    EXPECT_TRUE(pair.is_one_tunnel());
    EXPECT_GT(pair.link.left.status().uniqueid, 1u);
}

TEST(Revive, ASaThatHasJustBeenMadeIsGivenItsTime) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    for (int i = 0; i < 9; ++i) {
        pair.link.run_for(1500ms);
        revive(pair);
    }
    pair.link.run_for(1s);
    EXPECT_EQ(pair.link.left.status().uniqueid, 1u);
}

TEST(Revive, IsNothingToOneWhoWaitsForThePeer) {
    Pair pair;
    pair.left.initiate = Initiate::kNever;
    pair.start();
    revive(pair);
    EXPECT_TRUE(pair.link.trace.empty());
    pair.link.left.endpoint->revive(ConnectionId(9), pair.link.now);
}

}  // namespace
}  // namespace hawser::ike::test

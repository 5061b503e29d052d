// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

/// Flows whose inner address on our side is lower (10.1 to 10.2) or higher (10.1 to 10.0) than the peer's.
class FollowTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(3);
        plane_->add_net("10.0.0.0/16", kBundle);
        plane_->add_net("2001:db8:0::/48", kBundle);
    }

    void arrive(uint32_t tunnel, const Flow& flow, int times = 1) {  // NOLINT: more of them at once
        for (int i = 0; i < times; ++i)
            ASSERT_EQ(plane_->tunnel(tunnel, flow.incoming()).verdict, TC_ACT_REDIRECT);
    }

    /// Pins the flow as ours, made and moved long ago, on this tunnel.
    void own(const Flow& flow, uint32_t tunnel) {
        hw_pin pin{};
        pin.tunnel = tunnel;
        pin.role = HW_PIN_OWNER;
        pin.bundle = kBundle;
        pin.generation = 1;
        plane_->set_pin(flow.key(), pin);
    }

    Flow lower_{};
    Flow higher_{.remote = "10.0.0.9"};
    Flow lower6_{.local = "2001:db8:1::5", .remote = "2001:db8:2::9"};
    Flow higher6_{.local = "2001:db8:1::5", .remote = "2001:db8:0::9"};
};

TEST_F(FollowTest, FollowerMovesToWhereTheOwnersPacketsArrive) {
    arrive(1, higher_);
    arrive(2, higher_);
    EXPECT_EQ(pin(higher_).tunnel, 2u);
    EXPECT_EQ(pin(higher_).role, HW_PIN_FOLLOWER);
    EXPECT_EQ(pin(higher_).moves, 1u);
    EXPECT_EQ(pin(higher_).last_moved_from, 1u);
    EXPECT_EQ(plane_->stats(1).flows_moved_away, 1u);
    leave(higher_);
    EXPECT_EQ(plane_->stats(2).packets_out, 1u);
}

TEST_F(FollowTest, OwnerDoesNotMoveBecauseThePeerAnswersByAnotherTunnel) {
    for (const Flow& flow : {lower_, higher_, lower6_, higher6_}) {
        leave(flow);
        uint32_t chosen = pin(flow).tunnel;
        arrive(chosen % 3 + 1, flow, 50);
        EXPECT_EQ(pin(flow).tunnel, chosen);
        EXPECT_EQ(pin(flow).role, HW_PIN_OWNER);
        EXPECT_EQ(pin(flow).moves, 0u);
        EXPECT_EQ(pin(flow).packets_in, 50u);
    }
}

TEST_F(FollowTest, FollowerWhoseTunnelIsDownChoosesUntilTheOwnersNextPacket) {
    arrive(1, higher_);
    plane_->set_state(1, HW_TUNNEL_DOWN);
    leave(higher_);
    EXPECT_EQ(pin(higher_).role, HW_PIN_FOLLOWER);
    EXPECT_TRUE(pin(higher_).flags & HW_PIN_PROVISIONAL);
    uint32_t chosen = pin(higher_).tunnel;
    EXPECT_NE(chosen, 1u);

    uint32_t owners = chosen == 2 ? 3 : 2;
    arrive(owners, higher_);
    EXPECT_EQ(pin(higher_).tunnel, owners);
    EXPECT_FALSE(pin(higher_).flags & HW_PIN_PROVISIONAL);
    EXPECT_EQ(pin(higher_).moves, 2u);
}

TEST_F(FollowTest, OwnersPacketOnTheProvisionalTunnelConfirmsIt) {
    arrive(1, higher_);
    plane_->set_state(1, HW_TUNNEL_DOWN);
    leave(higher_);
    uint32_t chosen = pin(higher_).tunnel;
    arrive(chosen, higher_);
    EXPECT_EQ(pin(higher_).tunnel, chosen);
    EXPECT_FALSE(pin(higher_).flags & HW_PIN_PROVISIONAL);
    EXPECT_EQ(pin(higher_).moves, 1u);
}

TEST_F(FollowTest, FollowerStaysOffATunnelThatItHoldsToBeDown) {
    arrive(1, higher_);
    plane_->set_state(1, HW_TUNNEL_DOWN);
    leave(higher_);
    uint32_t chosen = pin(higher_).tunnel;
    for (int i = 0; i < 10; ++i) {
        arrive(1, higher_);
        leave(higher_);
    }
    EXPECT_EQ(pin(higher_).tunnel, chosen);
    EXPECT_EQ(pin(higher_).moves, 1u);
    EXPECT_TRUE(pin(higher_).flags & HW_PIN_PROVISIONAL);

    plane_->set_state(1, HW_TUNNEL_UP);
    arrive(1, higher_);
    EXPECT_EQ(pin(higher_).tunnel, 1u) << "the owner's choice counts again";
    EXPECT_FALSE(pin(higher_).flags & HW_PIN_PROVISIONAL);
}

TEST_F(FollowTest, OfTwoFollowersTheLowerSideStopsTheExchange) {
    for (const Flow& flow : {lower_, lower6_}) {
        arrive(1, flow);
        for (int i = 0; i < 20; ++i)
            arrive(2 + i % 2, flow);
        EXPECT_EQ(pin(flow).role, HW_PIN_OWNER);
        EXPECT_EQ(pin(flow).moves, 3u) << "it stays after that";
        uint32_t kept = pin(flow).tunnel;
        leave(flow);
        EXPECT_EQ(pin(flow).tunnel, kept);
    }
}

TEST_F(FollowTest, OfTwoFollowersTheHigherSideGoesOnFollowing) {
    for (const Flow& flow : {higher_, higher6_}) {
        arrive(1, flow);
        for (int i = 0; i < 20; ++i)
            arrive(2 + i % 2, flow);
        EXPECT_EQ(pin(flow).role, HW_PIN_FOLLOWER);
        EXPECT_EQ(pin(flow).tunnel, 3u);
        EXPECT_EQ(pin(flow).moves, 20u);
    }
}

TEST_F(FollowTest, MovesFarApartAreNoExchange) {
    arrive(1, lower_);
    for (int i = 0; i < 20; ++i) {
        hw_pin aged = pin(lower_);
        aged.last_moved_ns = 0;
        plane_->set_pin(lower_.key(), aged);
        arrive(2 + i % 2, lower_);
    }
    EXPECT_EQ(pin(lower_).role, HW_PIN_FOLLOWER);
    EXPECT_EQ(pin(lower_).moves, 20u);
}

TEST_F(FollowTest, OfTwoOwnersTheHigherSideGivesInToAHawser) {
    plane_->set_bundle_flags(HW_BUNDLE_PEER_HAWSER);
    for (const Flow& flow : {higher_, higher6_}) {
        own(flow, 1);
        arrive(2, flow, 7);
        EXPECT_EQ(pin(flow).role, HW_PIN_OWNER) << "a few stray packets prove nothing";
        EXPECT_EQ(pin(flow).tunnel, 1u);
        arrive(2, flow);
        EXPECT_EQ(pin(flow).role, HW_PIN_FOLLOWER);
        EXPECT_EQ(pin(flow).tunnel, 2u);
        EXPECT_EQ(pin(flow).moves, 1u);
    }
}

TEST_F(FollowTest, OfTwoOwnersTheLowerSideStays) {
    plane_->set_bundle_flags(HW_BUNDLE_PEER_HAWSER);
    own(lower_, 1);
    arrive(2, lower_, 50);
    EXPECT_EQ(pin(lower_).role, HW_PIN_OWNER);
    EXPECT_EQ(pin(lower_).tunnel, 1u);
}

TEST_F(FollowTest, StraysHaveToBeConsecutive) {
    plane_->set_bundle_flags(HW_BUNDLE_PEER_HAWSER);
    own(higher_, 1);
    for (int i = 0; i < 10; ++i) {
        arrive(2, higher_, 7);
        arrive(1, higher_);
    }
    EXPECT_EQ(pin(higher_).role, HW_PIN_OWNER);
}

TEST_F(FollowTest, WhatWasUnderWayWhenTheOwnerMovedIsNoSecondOwner) {
    plane_->set_bundle_flags(HW_BUNDLE_PEER_HAWSER);
    own(higher_, 1);
    plane_->set_state(1, HW_TUNNEL_DOWN);
    leave(higher_);
    uint32_t chosen = pin(higher_).tunnel;
    plane_->set_state(1, HW_TUNNEL_UP);
    arrive(1, higher_, 50);
    EXPECT_EQ(pin(higher_).role, HW_PIN_OWNER);
    EXPECT_EQ(pin(higher_).tunnel, chosen);
}

TEST_F(FollowTest, OwnerDoesNotGiveInToATunnelThatItHoldsToBeDown) {
    plane_->set_bundle_flags(HW_BUNDLE_PEER_HAWSER);
    own(higher_, 1);
    plane_->set_state(2, HW_TUNNEL_DOWN);
    arrive(2, higher_, 50);
    EXPECT_EQ(pin(higher_).role, HW_PIN_OWNER);
}

}  // namespace
}  // namespace hawser::bpf

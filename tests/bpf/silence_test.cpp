// SPDX-License-Identifier: BSD-2-Clause
#include <unistd.h>

#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

/// Tunnels 1 and 2, a silence of a second, and flow 1 proven on tunnel 1.
class SilenceTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(2);
        plane_->change_config([](hw_config& config) { config.silence_ms = 1000; });
        plane_->fill_ring(0, 1);
        leave(flow(1));
        arrive(1, flow(1));
        leave(flow(1));
        plane_->build_rings();
    }

    /// As if answered flows had sent on tunnel `id` for two seconds, without a pause and without an answer.
    void make_silent(uint32_t id) {
        hw_tunnel_watch watch{};
        watch.last_in_ns = now_ns() - 3 * kSecond;
        watch.waits_from_ns = now_ns() - 2 * kSecond;
        watch.last_out_ns = now_ns();
        plane_->set_watch(id, watch);
    }
    void make_heard(uint32_t id) {
        hw_tunnel_watch watch = plane_->watch(id);
        watch.last_in_ns = now_ns();
        plane_->set_watch(id, watch);
    }
    [[nodiscard]] bool suspect(uint32_t id) const { return plane_->watch(id).suspect_ns != 0; }
};

TEST_F(SilenceTest, AnsweredFlowsPacketsAreWaitedFor) {
    plane_->set_watch(1, {});
    leave(flow(2));
    EXPECT_EQ(plane_->watch(plane_->pinned(flow(2))).waits_from_ns, 0u) << "nobody has answered flow 2 yet";
    leave(flow(1));
    hw_tunnel_watch watch = plane_->watch(1);
    EXPECT_NE(watch.waits_from_ns, 0u);
    EXPECT_NE(watch.last_out_ns, 0u);
    arrive(1, flow(1));
    EXPECT_GE(plane_->watch(1).last_in_ns, watch.waits_from_ns);
}

TEST_F(SilenceTest, SilentTunnelIsLeftWhileAnotherAnswers) {
    make_silent(1);
    make_heard(2);
    leave(flow(1));
    EXPECT_TRUE(suspect(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 2u);
    EXPECT_EQ(pin(flow(1)).moves, 1u);
    EXPECT_EQ(plane_->stats(2).packets_out, 1u);
    for (unsigned n = 100; n < 150; ++n) {
        leave(flow(n));
        EXPECT_EQ(plane_->pinned(flow(n)), 2u) << "new flows do not take it either";
    }
}

TEST_F(SilenceTest, NothingChangesWhenNobodyAnswers) {
    make_silent(1);
    leave(flow(1));
    EXPECT_FALSE(suspect(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 1u);
    plane_->set_watch(2, {now_ns() - 2 * kSecond, 0, 0, 0});
    leave(flow(1));
    EXPECT_FALSE(suspect(1)) << "the other one was heard too long ago";
    make_heard(2);
    plane_->set_state(2, HW_TUNNEL_DOWN);
    leave(flow(1));
    EXPECT_FALSE(suspect(1)) << "the other one is down";
}

TEST_F(SilenceTest, WithoutAConfiguredSilenceNothingIsJudged) {
    plane_->change_config([](hw_config& config) { config.silence_ms = 0; });
    make_silent(1);
    make_heard(2);
    leave(flow(1));
    EXPECT_FALSE(suspect(1));
}

TEST_F(SilenceTest, PauseOfOursIsNoSilenceOfThePeers) {
    make_silent(1);
    make_heard(2);
    hw_tunnel_watch watch = plane_->watch(1);
    watch.last_out_ns = watch.waits_from_ns;
    plane_->set_watch(1, watch);
    leave(flow(1));
    EXPECT_FALSE(suspect(1));
    EXPECT_GT(plane_->watch(1).waits_from_ns, watch.waits_from_ns) << "the wait begins here";
}

TEST_F(SilenceTest, WhateverArrivesMakesItTrusted) {
    make_silent(1);
    make_heard(2);
    leave(flow(1));
    ASSERT_TRUE(suspect(1));
    arrive(1, flow(7));
    EXPECT_FALSE(suspect(1));
    plane_->fill_ring(0, 1);
    leave(flow(200));
    EXPECT_EQ(plane_->pinned(flow(200)), 1u);
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 2u) << "flows that left stay where they are";
}

TEST_F(SilenceTest, IfAllAreSuspectTheyAreUsed) {
    for (uint32_t id : {1u, 2u})
        plane_->set_watch(id, {0, 0, now_ns(), 0});
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 1u);
    EXPECT_EQ(pin(flow(1)).moves, 0u);
    leave(flow(2));
    EXPECT_EQ(plane_->all_drops(), 0u);
    plane_->set_state(1, HW_TUNNEL_DOWN);
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 2u) << "suspect is better than down";
}

TEST_F(SilenceTest, AfterHalfAMinuteItIsTriedOnceMore) {
    while (now_ns() < 40 * kSecond)
        usleep(100'000);
    uint64_t since = now_ns() - 35 * kSecond;
    plane_->set_watch(1, {since - kSecond, since, since, since});
    plane_->fill_ring(0, 1);
    leave(flow(50));
    EXPECT_EQ(plane_->pinned(flow(50)), 1u);
    leave(flow(50));
    EXPECT_GT(plane_->watch(1).waits_from_ns, since) << "on trial everybody's packets count";
    hw_tunnel_watch watch = plane_->watch(1);
    watch.waits_from_ns = since + 31 * kSecond;
    plane_->set_watch(1, watch);
    make_heard(2);
    leave(flow(50));
    EXPECT_GT(plane_->watch(1).suspect_ns, since) << "it has not answered on trial either";
    EXPECT_EQ(plane_->pinned(flow(50)), 2u);
}

}  // namespace
}  // namespace hawser::bpf

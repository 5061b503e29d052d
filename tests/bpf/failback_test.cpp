// SPDX-License-Identifier: BSD-2-Clause
#include <unistd.h>

#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

/// Tunnel 1 in the first tier, 2 in the second, and flow 1 on tunnel 2 since 1 was down.
class FailbackTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        plane_->add_tunnel(1, {.tier = 0});
        plane_->add_tunnel(2, {.tier = 1});
        plane_->build_rings();
        plane_->set_state(1, HW_TUNNEL_DOWN);
        leave(flow(1));
        EXPECT_EQ(plane_->pinned(flow(1)), 2u);
    }

    void set_failback(uint32_t seconds) {
        plane_->change_bundle([&](hw_bundle& bundle) { bundle.failback_s = seconds; });
    }
};

TEST_F(FailbackTest, StickyFlowsStay) {
    set_failback(HW_FAILBACK_NEVER);
    plane_->set_state(1, HW_TUNNEL_UP);
    for (int i = 0; i < 5; ++i)
        leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 2u);
}

TEST_F(FailbackTest, AtOnce) {
    set_failback(0);
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 2u);
    plane_->set_state(1, HW_TUNNEL_UP);
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 1u);
    EXPECT_EQ(pin(flow(1)).moves, 1u);
    EXPECT_EQ(pin(flow(1)).last_moved_from, 2u);
    EXPECT_EQ(plane_->stats(1).packets_out, 1u);
}

TEST_F(FailbackTest, AfterAWhile) {
    set_failback(2);
    plane_->set_state(1, HW_TUNNEL_UP);
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 2u);
    EXPECT_GT(plane_->bundle_watch().better_from_ns, kLongAgo);
    plane_->set_bundle_watch({kLongAgo});
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 1u);
}

TEST_F(FailbackTest, WaitBeginsAgainWhenTheBetterOneGoes) {
    set_failback(2);
    plane_->set_state(1, HW_TUNNEL_UP);
    leave(flow(1));
    plane_->set_bundle_watch({kLongAgo});
    plane_->set_state(1, HW_TUNNEL_DOWN);
    leave(flow(1));
    EXPECT_EQ(plane_->bundle_watch().better_from_ns, 0u) << "seen by a flow that waits";
    plane_->set_bundle_watch({kLongAgo});
    leave(flow(2));
    EXPECT_EQ(plane_->bundle_watch().better_from_ns, 0u) << "seen by a flow that had to go there";
    plane_->set_state(1, HW_TUNNEL_UP);
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 2u);
}

TEST_F(FailbackTest, DrainingOrSuspectIsNotBetter) {
    set_failback(0);
    plane_->set_state(1, HW_TUNNEL_DRAINING);
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 2u);
    plane_->set_state(1, HW_TUNNEL_UP);
    hw_tunnel_watch watch{};
    watch.suspect_ns = now_ns();
    plane_->set_watch(1, watch);
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 2u);
    plane_->set_state(1, HW_TUNNEL_DEGRADED);
    plane_->set_watch(1, {});
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 1u) << "degraded in the first tier is better than up in the second";
}

TEST_F(FailbackTest, FollowersStayUntilTheOwnerMoves) {
    set_failback(0);
    arrive(2, flow(2));
    plane_->set_state(1, HW_TUNNEL_UP);
    leave(flow(2));
    leave(flow(2));
    EXPECT_EQ(plane_->pinned(flow(2)), 2u);
    arrive(1, flow(2));
    EXPECT_EQ(plane_->pinned(flow(2)), 1u);
}

}  // namespace
}  // namespace hawser::bpf

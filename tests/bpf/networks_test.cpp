// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

/// Bundle 1 with tunnels 1 and 2, and bundle 2 with tunnel 3 and the network 10.3.0.0/16.
class NetworksTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        plane_->add_bundle(2);
        plane_->add_tunnel(1);
        plane_->add_tunnel(2);
        plane_->add_tunnel(3, {.bundle = 2});
        plane_->build_rings();
        plane_->add_net("10.3.0.0/16", 2);
    }

    void raise_generation() {
        plane_->change_config([](hw_config& config) { config.generation += 1; });
    }

    Flow there_{.remote = "10.3.0.9"};
};

TEST_F(NetworksTest, PinKnowsItsBundleUntilTheNetworksChange) {
    leave(flow(1));
    plane_->add_net("10.2.0.0/16", 2);
    leave(flow(1));
    EXPECT_NE(plane_->pinned(flow(1)), 3u) << "the pin was not told";
    raise_generation();
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), 3u);
    EXPECT_EQ(pin(flow(1)).bundle, 2u);
    EXPECT_EQ(pin(flow(1)).packets_out, 1u) << "a flow of another peer";
}

TEST_F(NetworksTest, PinIsKeptWhenOtherNetworksChange) {
    leave(flow(1));
    uint32_t tunnel = plane_->pinned(flow(1));
    raise_generation();
    plane_->fill_ring(0, tunnel % 2 + 1);
    leave(flow(1));
    EXPECT_EQ(plane_->pinned(flow(1)), tunnel);
    EXPECT_EQ(pin(flow(1)).packets_out, 2u);
    EXPECT_EQ(pin(flow(1)).generation, 2u);
}

TEST_F(NetworksTest, NetworkThatBecameAnExceptionLeavesTheBundle) {
    leave(flow(1));
    plane_->add_net("10.2.0.0/16", 0);
    raise_generation();
    EXPECT_EQ(plane_->lan(flow(1).outgoing()).verdict, TC_ACT_OK);
}

TEST_F(NetworksTest, SourceOfAnotherPeersNetworkIsForeign) {
    EXPECT_EQ(plane_->tunnel(1, there_.incoming()).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_FOREIGN_SOURCE), 1u);
    EXPECT_FALSE(plane_->pin(there_));
    EXPECT_EQ(plane_->tunnel(1, Flow{.remote = "10.77.0.9"}.incoming()).verdict, TC_ACT_SHOT) << "nobody's";
    EXPECT_EQ(plane_->drops(HW_DROP_FOREIGN_SOURCE), 2u);
}

TEST_F(NetworksTest, PeerCannotWriteIntoAnothersFlow) {
    leave(there_);
    hw_pin before = pin(there_);
    EXPECT_EQ(plane_->tunnel(1, there_.incoming()).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_FOREIGN_SOURCE), 1u);
    EXPECT_EQ(pin(there_).packets_in, before.packets_in);
    EXPECT_EQ(plane_->tunnel(3, there_.incoming()).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(pin(there_).packets_in, 1u);
}

TEST_F(NetworksTest, NetworkThatMovedToAnotherPeerIsFollowedThere) {
    leave(flow(1));
    plane_->add_net("10.2.0.0/16", 2);
    raise_generation();
    EXPECT_EQ(plane_->tunnel(1, flow(1).incoming()).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->tunnel(3, flow(1).incoming()).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(pin(flow(1)).tunnel, 3u);
    EXPECT_EQ(pin(flow(1)).bundle, 2u);
}

/// From 10.2.0.9 behind bundle 1 to 10.3.0.9 behind bundle 2, and back.
class CrossTest : public NetworksTest {
 protected:
    Flow as_of_first_{.local = "10.3.0.9", .remote = "10.2.0.9"};
    Flow as_of_second_{.local = "10.2.0.9", .remote = "10.3.0.9", .local_port = 53, .remote_port = 40000};
};

TEST_F(CrossTest, PeerToPeerGoesFromTunnelToTunnel) {
    Outcome there = plane_->tunnel(2, as_of_first_.incoming(9));
    EXPECT_EQ(there.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(there.packet, Bytes(as_of_first_.incoming(8)));
    EXPECT_EQ(pin(as_of_first_).tunnel, 2u);
    EXPECT_EQ(pin(as_of_first_).role, HW_PIN_FOLLOWER);
    EXPECT_EQ(pin(as_of_first_).bundle, 1u);
    EXPECT_EQ(pin(as_of_second_).tunnel, 3u);
    EXPECT_EQ(pin(as_of_second_).role, HW_PIN_OWNER);
    EXPECT_EQ(pin(as_of_second_).bundle, 2u);
    EXPECT_EQ(plane_->stats(3).packets_out, 1u);

    EXPECT_EQ(plane_->tunnel(3, as_of_second_.incoming()).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->stats(2).packets_out, 1u) << "back by the tunnel on which the peer's packets come";
    EXPECT_TRUE(plane_->proven_pin(as_of_first_));
    EXPECT_TRUE(plane_->proven_pin(as_of_second_));
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_F(CrossTest, StackModeLeavesItToTheStack) {
    plane_->set_forwarding(HW_FORWARDING_STACK);
    Bytes sent = as_of_first_.incoming(9);
    Outcome run = plane_->tunnel(1, sent);
    EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(run.packet, sent);
    EXPECT_FALSE(plane_->pin(as_of_second_)) << "the bundle interface's program makes that";
}

TEST_F(CrossTest, OtherPeerWithoutATunnelDropsByName) {
    plane_->set_state(3, HW_TUNNEL_DOWN);
    EXPECT_EQ(plane_->tunnel(1, as_of_first_.incoming()).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_TUNNEL), 1u);
}

TEST_F(NetworksTest, HubsPacketsAreTheStacks) {
    plane_->change_bundle([](hw_bundle& bundle) { bundle.flags = HW_BUNDLE_SHARED_INTERFACE; }, 2);
    Bytes sent = there_.outgoing();
    Outcome run = plane_->lan(sent);
    EXPECT_EQ(run.verdict, TC_ACT_OK);
    EXPECT_EQ(run.packet, sent);
    EXPECT_FALSE(plane_->pin(there_));
}

TEST_F(NetworksTest, HubsPinnedPacketsAreTheStacksToo) {
    plane_->add_tunnel(4, {.bundle = 2, .flags = HW_TUNNEL_SHARED_INTERFACE});
    hw_pin pinned{};
    pinned.tunnel = 4;
    pinned.bundle = 2;
    pinned.generation = 1;
    pinned.role = HW_PIN_OWNER;
    plane_->set_pin(there_.key(), pinned);
    Bytes sent = there_.outgoing();
    Outcome run = plane_->lan(sent);
    EXPECT_EQ(run.verdict, TC_ACT_OK);
    EXPECT_EQ(run.packet, sent);
}

}  // namespace
}  // namespace hawser::bpf

// SPDX-License-Identifier: BSD-2-Clause
#include <unistd.h>

#include "tests/bpf/fixture.h"
#include "tests/bpf/live.h"

namespace hawser::bpf {
namespace {

/// What the kernel's stack does with the packets that the programs leave to it.
class PacketLiveTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        auto live = LiveNetwork::start(*plane_);
        if (!live && (live.error().error_number() == ENOENT || live.error().error_number() == ENODEV))
            GTEST_SKIP() << live.error().text();
        ASSERT_TRUE(live) << live.error().text();
        live_ = std::move(*live);
        make_tunnels(3);
    }

    [[nodiscard]] static Bytes l3(const Bytes& frame) { return {frame.begin() + 14, frame.end()}; }

    /// With these bytes between the addresses and the type of the frame.
    [[nodiscard]] static Bytes tagged(const Bytes& frame, const Bytes& tags) {
        Bytes out(frame.begin(), frame.begin() + 12);
        append(out, tags);
        out.insert(out.end(), frame.begin() + 12, frame.end());
        return out;
    }

    /// Waits until the packet of this flow, sent after others, has been seen.
    void send_last(const Flow& flow) {
        live_->from_host(flow.outgoing());
        for (int wait = 0; wait < 200 && plane_->pinned(flow) == 0; ++wait)
            usleep(10000);
        ASSERT_NE(plane_->pinned(flow), 0u);
    }

    std::unique_ptr<LiveNetwork> live_;
};

TEST_F(PacketLiveTest, TaggedFramesAreNotThePlainLans) {
    live_->from_host(tagged(flow(1).outgoing(), {0x81, 0, 0, 10}));
    live_->from_host(tagged(flow(2).outgoing(), {0x88, 0xa8, 0, 10, 0x81, 0, 0, 20}));
    send_last(flow(3));
    EXPECT_FALSE(plane_->pin(flow(1)));
    EXPECT_FALSE(plane_->pin(flow(2)));
    uint32_t carried = 0;
    for (uint32_t id = 1; id <= 3; ++id)
        while (live_->at_peer(id, 0))
            ++carried;
    EXPECT_EQ(carried, 1u);
    EXPECT_EQ(plane_->drops(HW_DROP_MALFORMED) + plane_->drops(HW_DROP_BAD_L2), 0u);
}

TEST_F(PacketLiveTest, SenderIsToldWhatTheLanCannotTake) {
    Flow v4 = flow(1), v6 = Flow::number(Family::kIpv6, "udp", 1);
    live_->from_peer(2, l3(v4.incoming(64, 1500)));
    auto error = live_->at_peer(2);
    ASSERT_TRUE(error) << "the error goes back by the tunnel of the flow that it quotes";
    EXPECT_EQ((*error)[20], 3);
    EXPECT_EQ((*error)[21], 4);
    EXPECT_EQ((*error)[26] << 8 | (*error)[27], 1500);

    live_->from_peer(3, l3(v6.incoming(64, 1500)));
    error = live_->at_peer(3);
    ASSERT_TRUE(error);
    EXPECT_EQ((*error)[40], 2);
    EXPECT_EQ((*error)[46] << 8 | (*error)[47], 1500);
    EXPECT_FALSE(live_->at_host(0));
}

TEST_F(PacketLiveTest, WhatMayBeFragmentedReachesTheLanInFragments) {
    live_->from_peer(
        2, l3(Eth{} / Ipv4{.src = "10.2.0.9", .dst = "10.1.0.5", .df = false} / Udp{} / Payload{2000}));
    size_t payload = 0;
    for (int i = 0; i < 2; ++i) {
        auto frame = live_->at_host();
        ASSERT_TRUE(frame);
        payload += frame->size() - 14 - 20;
    }
    EXPECT_EQ(payload, 2008u);
}

TEST_F(PacketLiveTest, FragmentsOfOnePacketLeaveByOneTunnelWhoeverSendsThem) {
    // Each is larger than the tunnel's MTU, so the stack fragments it again; the last one is redirected.
    for (unsigned n = 0; n < 12; ++n) {
        uint16_t port = static_cast<uint16_t>(3000 + n);
        Ipv4 ip{.df = false, .more_fragments = true, .id = port};
        live_->from_host(Eth{} / ip / Udp{.src_port = port} / Payload{1472});
        ip.fragment_offset = 1480 / 8;
        ip.protocol = 17;
        live_->from_host(Eth{} / ip / Payload{1480});
        ip.fragment_offset = 2960 / 8;
        ip.more_fragments = false;
        live_->from_host(Eth{} / ip / Payload{100});
        Flow flow{.local_port = port};
        for (int wait = 0; wait < 200 && (!plane_->pin(flow) || plane_->pin(flow)->packets_out < 5); ++wait)
            usleep(10000);
        ASSERT_TRUE(plane_->pin(flow));
        size_t payload = 0, fragments = 0;
        while (auto fragment = live_->at_peer(plane_->pinned(flow), 200)) {
            payload += fragment->size() - 20;
            if (++fragments == 5) break;
        }
        EXPECT_EQ(payload, 3060u);
        for (uint32_t id = 1; id <= 3; ++id)
            EXPECT_FALSE(live_->at_peer(id, 0));
    }
    EXPECT_EQ(plane_->drops(HW_DROP_LATE_FIRST), 0u);
}

TEST_F(PacketLiveTest, LinkLocalSourceIsAnsweredByTheStackAndNotForwarded) {
    live_->from_host(Eth{} / Ipv6{.src = "fe80::5"} / Udp{});
    send_last(flow(3));
    uint32_t carried = 0;
    for (uint32_t id = 1; id <= 3; ++id)
        while (live_->at_peer(id, 0))
            ++carried;
    EXPECT_EQ(carried, 1u);
}

}  // namespace
}  // namespace hawser::bpf

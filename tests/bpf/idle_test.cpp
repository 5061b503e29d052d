// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

constexpr uint8_t kFin = 0x11;
constexpr uint8_t kSyn = 0x02;
constexpr uint8_t kSynAck = 0x12;
constexpr uint8_t kRst = 0x04;

class IdleTest : public DataPlaneTest {
 protected:
    void limit(hw_idle kind, uint32_t seconds = 2) {
        plane_->change_config([&](hw_config& config) { config.idle_s[kind] = seconds; });
    }

    void prove(const Flow& flow) {
        leave(flow);
        arrive(plane_->pinned(flow), flow);
        ASSERT_TRUE(plane_->proven_pin(flow));
    }

    void age(const Flow& flow) {
        plane_->change_pin(flow, [](hw_pin& pin) { pin.last_seen_ns = kLongAgo; });
    }

    [[nodiscard]] static Flow tcp(uint8_t flags = 0x10) {
        Flow flow = Flow::number(Family::kIpv4, "tcp", 1);
        flow.tcp_flags = flags;
        return flow;
    }

    /// Whether a packet of ours makes the flow choose again, from a ring with another tunnel in all slots.
    bool chooses_anew(const Flow& flow) {
        uint32_t before = plane_->pinned(flow);
        plane_->fill_ring(0, before % 3 + 1);
        leave(flow);
        return plane_->pinned(flow) != before;
    }
};

TEST_F(IdleTest, FlowThatWasIdleForTooLongChoosesAnew) {
    make_tunnels(3);
    limit(HW_IDLE_UDP);
    prove(flow(1));
    age(flow(1));
    EXPECT_TRUE(chooses_anew(flow(1)));
    EXPECT_EQ(pin(flow(1)).role, HW_PIN_OWNER);
    EXPECT_EQ(pin(flow(1)).packets_out, 1u);
    EXPECT_EQ(pin(flow(1)).packets_in, 0u);
    EXPECT_EQ(pin(flow(1)).moves, 0u) << "another flow, not the same one moved";
    EXPECT_EQ(pin(flow(1)).flags, HW_PIN_PROVEN) << "renewed in place";
    EXPECT_EQ(plane_->pin_count(HW_PIN_COUNT_RENEWED), 1u);
    EXPECT_EQ(plane_->pin_count(HW_PIN_COUNT_MOVED), 0u);
}

TEST_F(IdleTest, IdleNewFlowEndsAndIsMadeAgain) {
    make_tunnels(3);
    limit(HW_IDLE_NEW);
    leave(flow(1));
    age(flow(1));
    EXPECT_TRUE(chooses_anew(flow(1)));
    EXPECT_EQ(plane_->pin_count(HW_PIN_COUNT_ENDED), 1u);
    EXPECT_EQ(plane_->pin_count(HW_PIN_COUNT_MADE), 2u);
}

TEST_F(IdleTest, EachKindHasItsOwnTime) {
    make_tunnels(3);
    limit(HW_IDLE_NEW);
    limit(HW_IDLE_TCP);
    limit(HW_IDLE_ICMP);
    prove(flow(1));
    age(flow(1));
    EXPECT_FALSE(chooses_anew(flow(1))) << "UDP has no limit here";
    Flow echo = Flow::number(Family::kIpv6, "icmp", 1);
    prove(echo);
    age(echo);
    EXPECT_TRUE(chooses_anew(echo));
    prove(tcp());
    age(tcp());
    EXPECT_TRUE(chooses_anew(tcp()));
}

TEST_F(IdleTest, PeersPacketOnAnIdlePinMakesUsFollow) {
    make_tunnels(3);
    limit(HW_IDLE_UDP);
    prove(flow(1));
    uint32_t other = plane_->pinned(flow(1)) % 3 + 1;
    age(flow(1));
    arrive(other, flow(1));
    EXPECT_EQ(pin(flow(1)).tunnel, other);
    EXPECT_EQ(pin(flow(1)).role, HW_PIN_FOLLOWER);
    EXPECT_EQ(pin(flow(1)).moves, 0u);
}

TEST_F(IdleTest, FinOfBothSidesClosesAConnection) {
    make_tunnels(3);
    limit(HW_IDLE_TCP_CLOSED);
    prove(tcp());
    leave(tcp(kFin));
    EXPECT_EQ(pin(tcp()).tcp, HW_PIN_TCP_FIN_OUT);
    age(tcp());
    EXPECT_FALSE(chooses_anew(tcp())) << "half closed";
    arrive(plane_->pinned(tcp()), tcp(kFin));
    EXPECT_EQ(pin(tcp()).tcp, HW_PIN_TCP_FIN_OUT | HW_PIN_TCP_FIN_IN);
    EXPECT_FALSE(chooses_anew(tcp())) << "its last packets keep their tunnel";
    age(tcp());
    EXPECT_TRUE(chooses_anew(tcp()));
    EXPECT_EQ(pin(tcp()).tcp, 0u);
}

TEST_F(IdleTest, ResetClosesAConnection) {
    make_tunnels(3);
    limit(HW_IDLE_TCP_CLOSED);
    prove(tcp());
    arrive(plane_->pinned(tcp()), tcp(kRst));
    EXPECT_EQ(pin(tcp()).tcp, HW_PIN_TCP_RST);
    age(tcp());
    EXPECT_TRUE(chooses_anew(tcp()));
}

TEST_F(IdleTest, SynOnAClosedConnectionIsANewFlow) {
    make_tunnels(3);
    prove(tcp());
    EXPECT_FALSE(chooses_anew(tcp(kSyn))) << "a SYN again";
    leave(tcp(kRst));
    EXPECT_FALSE(chooses_anew(tcp(kSynAck)));
    EXPECT_TRUE(chooses_anew(tcp(kSyn)));
    EXPECT_EQ(pin(tcp()).packets_out, 1u);
    EXPECT_EQ(plane_->pin_count(HW_PIN_COUNT_RENEWED), 1u);
}

}  // namespace
}  // namespace hawser::bpf

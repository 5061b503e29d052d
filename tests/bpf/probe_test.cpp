// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

/// The gateway's own addresses are 10.1.0.1 and 2001:db8:1::1.
class ProbeTest : public DataPlaneTest, public testing::WithParamInterface<Family> {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(3);
        plane_->add_net("10.1.0.1/32", 0, HW_NET_LOCAL);
        plane_->add_net("2001:db8:1::1/128", 0, HW_NET_LOCAL);
    }

    [[nodiscard]] static Packet echo(bool request, uint8_t ttl, uint16_t id, const std::string& to = "",
                                     bool reversed = false) {
        std::string own = GetParam() == Family::kIpv4 ? "10.1.0.1" : "2001:db8:1::1";
        std::string peer = GetParam() == Family::kIpv4 ? "10.2.0.1" : "2001:db8:2::1";
        if (!to.empty()) own = to;
        if (reversed) std::swap(own, peer);
        if (GetParam() == Family::kIpv4)
            return Eth{} / Ipv4{.src = peer, .dst = own, .ttl = ttl} /
                   Icmp{.type = uint8_t(request ? 8 : 0), .id = id} / Payload{33};
        return Eth{} / Ipv6{.src = peer, .dst = own, .hop_limit = ttl} /
               Icmp{.type = uint8_t(request ? 128 : 129), .id = id} / Payload{33};
    }
    [[nodiscard]] static std::string host() {
        return GetParam() == Family::kIpv4 ? "10.1.0.5" : "2001:db8:1::5";
    }
    [[nodiscard]] static FlowKey key(uint16_t id) {
        bool v4 = GetParam() == Family::kIpv4;
        Flow flow{.local = v4 ? "10.1.0.1" : "2001:db8:1::1",
                  .remote = v4 ? "10.2.0.1" : "2001:db8:2::1",
                  .protocol = uint8_t(v4 ? 1 : 58),
                  .local_port = id};
        return flow.key();
    }
};

std::string family_name(const testing::TestParamInfo<Family>& info) {
    return info.param == Family::kIpv4 ? "ipv4" : "ipv6";
}

INSTANTIATE_TEST_SUITE_P(, ProbeTest, testing::Values(Family::kIpv4, Family::kIpv6), family_name);

TEST_P(ProbeTest, RequestIsAnsweredInPlaceWhateverTheTunnelsState) {
    for (hw_tunnel_state state : {HW_TUNNEL_UP, HW_TUNNEL_DEGRADED, HW_TUNNEL_DRAINING, HW_TUNNEL_DOWN}) {
        plane_->set_state(2, state);
        Outcome run = plane_->tunnel(2, echo(true, 7, 99));
        EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
        Bytes expected = echo(false, 64, 99, "", true);
        EXPECT_EQ(run.packet, expected);
    }
    EXPECT_EQ(plane_->stats(2).probes_answered, 4u);
    EXPECT_FALSE(plane_->pin(key(99))) << "probes are never pinned";
}

TEST_P(ProbeTest, RequestIsAnsweredInStackModeToo) {
    plane_->set_forwarding(HW_FORWARDING_STACK);
    EXPECT_EQ(plane_->tunnel(1, echo(true, 64, 99)).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->stats(1).probes_answered, 1u);
}

TEST_P(ProbeTest, RequestToAHostIsAnOrdinaryPacket) {
    plane_->tunnel(1, echo(true, 64, 99, host()));
    EXPECT_EQ(plane_->stats(1).probes_answered, 0u);
}

TEST_P(ProbeTest, RequestThatTheSelectorsForbidIsNotAnswered) {
    plane_->clear_selectors(1);
    EXPECT_EQ(plane_->tunnel(1, echo(true, 64, 99)).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_TS_MISMATCH), 1u);
    EXPECT_EQ(plane_->stats(1).probes_answered, 0u);
}

TEST_P(ProbeTest, ReplyToAProbeReachesTheDaemonUntouched) {
    plane_->add_probe_id(0x4711, 3);
    Bytes sent = echo(false, 60, 0x4711);
    Outcome run = plane_->tunnel(2, sent);
    EXPECT_EQ(run.verdict, TC_ACT_OK);
    EXPECT_EQ(run.packet, sent);
    EXPECT_EQ(plane_->stats(2).probe_replies, 1u);
    EXPECT_FALSE(plane_->pin(key(0x4711)));
}

TEST_P(ProbeTest, ReplyToSomebodysPingIsAnOrdinaryPacket) {
    plane_->add_probe_id(0x4711, 3);
    EXPECT_EQ(plane_->tunnel(2, echo(false, 60, 0x4712)).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->tunnel(2, echo(false, 60, 0x4711, host())).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(plane_->stats(2).probe_replies, 0u);
    EXPECT_TRUE(plane_->pin(key(0x4712)));
}

}  // namespace
}  // namespace hawser::bpf

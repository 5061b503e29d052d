// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

constexpr hw_selector kAny{1, {{0, 65535, 0, {}}}};

/// Tunnel 1 delivers 10.2.0.0/24 -> 10.1.0.0/16 and the same in IPv6, tunnel 2 everything.
class SelectorsTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(2);
        plane_->add_net("172.16.0.0/12", kBundle);
        plane_->add_net("192.0.2.0/24", kBundle);
        plane_->clear_selectors(1);
        plane_->add_selector(1, HW_SELECTOR_REMOTE, "10.2.0.0/24", kAny);
        plane_->add_selector(1, HW_SELECTOR_LOCAL, "10.1.0.0/16", kAny);
        plane_->add_selector(1, HW_SELECTOR_REMOTE, "2001:db8:2::/64", kAny);
        plane_->add_selector(1, HW_SELECTOR_LOCAL, "2001:db8:1::/48", kAny);
    }

    bool passes(const Packet& packet, uint32_t tunnel = 1) {
        uint64_t before = plane_->drops(HW_DROP_TS_MISMATCH);
        int verdict = plane_->tunnel(tunnel, packet).verdict;
        bool counted = plane_->drops(HW_DROP_TS_MISMATCH) == before + 1;
        EXPECT_EQ(verdict == TC_ACT_SHOT, counted);
        return verdict == TC_ACT_REDIRECT;
    }

    static Packet v4(const std::string& src, const std::string& dst) {
        return Eth{} / Ipv4{.src = src, .dst = dst} / Udp{.src_port = 53, .dst_port = 40000};
    }
    static Packet v6(const std::string& src, const std::string& dst) {
        return Eth{} / Ipv6{.src = src, .dst = dst} / Udp{.src_port = 53, .dst_port = 40000};
    }
};

TEST_F(SelectorsTest, BothAddressesHaveToFit) {
    EXPECT_TRUE(passes(v4("10.2.0.9", "10.1.0.5")));
    EXPECT_FALSE(passes(v4("10.2.1.9", "10.1.0.5"))) << "source of another branch";
    EXPECT_FALSE(passes(v4("172.16.9.9", "10.1.0.5")));
    EXPECT_FALSE(passes(v4("10.2.0.9", "10.3.0.5")));
    EXPECT_FALSE(passes(v4("10.1.0.5", "10.2.0.9"))) << "the sides exchanged";
    EXPECT_TRUE(passes(v6("2001:db8:2::9", "2001:db8:1::5")));
    EXPECT_FALSE(passes(v6("2001:db8:2:1::9", "2001:db8:1::5")));
    EXPECT_FALSE(passes(v6("2001:db8:2::9", "2001:db8:3::5")));
}

TEST_F(SelectorsTest, RefusedPacketLeavesNoTrace) {
    Flow flow{.remote = "172.16.9.9"};
    EXPECT_FALSE(passes(flow.incoming()));
    EXPECT_FALSE(plane_->pin(flow));
    EXPECT_EQ(plane_->stats(1).packets_in, 0u);
}

TEST_F(SelectorsTest, EachTunnelHasItsOwn) {
    EXPECT_FALSE(passes(v4("172.16.9.9", "10.1.0.5"), 1));
    EXPECT_TRUE(passes(v4("172.16.9.9", "10.1.0.5"), 2));
    plane_->clear_selectors(2);
    EXPECT_FALSE(passes(v4("172.16.9.9", "10.1.0.5"), 2));
    EXPECT_TRUE(passes(v4("10.2.0.9", "10.1.0.5"), 1));
}

TEST_F(SelectorsTest, FamiliesDoNotStandForEachOther) {
    plane_->clear_selectors(2);
    plane_->add_selector(2, HW_SELECTOR_REMOTE, "0.0.0.0/0", kAny);
    plane_->add_selector(2, HW_SELECTOR_LOCAL, "0.0.0.0/0", kAny);
    EXPECT_TRUE(passes(v4("192.0.2.1", "10.1.0.5"), 2));
    EXPECT_FALSE(passes(v6("2001:db8:2::9", "2001:db8:1::5"), 2));
}

TEST_F(SelectorsTest, ProtocolAndPortsRestrict) {
    plane_->add_selector(1, HW_SELECTOR_REMOTE, "10.2.0.0/24", {1, {{50, 60, 17, {}}}});
    EXPECT_TRUE(passes(v4("10.2.0.9", "10.1.0.5")));
    EXPECT_FALSE(passes(Eth{} / Ipv4{.src = "10.2.0.9", .dst = "10.1.0.5"} / Tcp{.src_port = 53}));
    EXPECT_FALSE(passes(Eth{} / Ipv4{.src = "10.2.0.9", .dst = "10.1.0.5"} / Udp{.src_port = 49}));
    EXPECT_TRUE(passes(Eth{} / Ipv4{.src = "10.2.0.9", .dst = "10.1.0.5"} / Udp{.src_port = 60}));
    EXPECT_FALSE(passes(Eth{} / Ipv4{.src = "10.2.0.9", .dst = "10.1.0.5"} / Udp{.src_port = 61}));
    EXPECT_FALSE(
        passes(Eth{} / Ipv4{.src = "10.2.0.9", .dst = "10.1.0.5", .fragment_offset = 5, .protocol = 17} /
               Payload{32}))
        << "a fragment's ports are not known";
}

TEST_F(SelectorsTest, IcmpIsComparedByTypeAndCode) {
    plane_->add_selector(1, HW_SELECTOR_REMOTE, "10.2.0.0/24", {1, {{0x0300, 0x03ff, 1, {}}}});
    Ipv4 ip{.src = "10.2.0.9", .dst = "10.1.0.5"};
    EXPECT_TRUE(passes(Eth{} / ip / Icmp{.type = 3, .code = 4}));
    EXPECT_FALSE(passes(Eth{} / ip / Icmp{.type = 0, .code = 0}));
}

}  // namespace
}  // namespace hawser::bpf

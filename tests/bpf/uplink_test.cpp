// SPDX-License-Identifier: BSD-2-Clause
#include <bpf/bpf.h>
#include <linux/pkt_cls.h>

#include <chrono>
#include <cstring>

#include "base/check.h"
#include "tests/bpf/fixture.h"
#include "tests/bpf/outer_packets.h"

namespace hawser::bpf {
namespace {

constexpr uint32_t kTunnelId = 7;
constexpr uint32_t kSpi = 0xc0000001;

/// The LAN's interface stands for an uplink.
class UplinkTest : public DataPlaneTest, public testing::WithParamInterface<Family> {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        here_ = plane_->network().lan();
        add_outer(to_us().dst, to_us().src);
        list_spi(to_us().src, kSpi);
    }

    template <typename Key, typename Value>
    static void write(const bpf_map* map, const Key& key, const Value& value) {
        HAWSER_CHECK(bpf_map__update_elem(map, &key, sizeof key, &value, sizeof value, BPF_ANY) == 0,
                     "writing a map");
    }
    void add_outer(const std::string& local, const std::string& remote) {
        hw_outer_key key{};
        const IpAddress ours = *IpAddress::parse(local);
        key.family = ours.is_v4() ? 4 : 6;
        std::memcpy(key.local, ours.bytes().data(), ours.bytes().size());
        if (!remote.empty()) {
            const IpAddress theirs = *IpAddress::parse(remote);
            std::memcpy(key.remote, theirs.bytes().data(), theirs.bytes().size());
        }
        write(maps().hw_outers, key, kTunnelId);
    }
    void list_spi(const std::string& destination, uint32_t spi) {
        const IpAddress address = *IpAddress::parse(destination);
        hw_spi_key key{};
        key.family = address.is_v4() ? 4 : 6;
        key.spi = htobe32(spi);
        std::memcpy(key.dst, address.bytes().data(), address.bytes().size());
        write(maps().hw_spis, key, hw_spi{kTunnelId});
    }
    void set_uplink(uint32_t ifindex) { write(maps().hw_tun_uplinks, kTunnelId, ifindex); }

    int run(const bpf_program* program, const Bytes& packet) const {
        Bytes out(packet.size() + 256);
        __sk_buff skb{};
        skb.ifindex = here_;
        LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet.data(), .data_out = out.data(),
                    .data_size_in = static_cast<uint32_t>(packet.size()),
                    .data_size_out = static_cast<uint32_t>(out.size()), .ctx_in = &skb,
                    .ctx_size_in = sizeof skb);
        if (bpf_prog_test_run_opts(bpf_program__fd(program), &options) != 0) return -1;
        const int verdict = static_cast<int>(options.retval);
        EXPECT_NE(verdict, TC_ACT_OK) << "filters behind ours would not see it";
        return verdict == TC_ACT_UNSPEC ? TC_ACT_OK : verdict;
    }
    int leave(const Bytes& packet) { return run(plane_->skeleton().progs.hawser_uplink, packet); }
    int arrive(const Bytes& packet) { return run(plane_->skeleton().progs.hawser_up_in, packet); }
    [[nodiscard]] uint64_t strays(bool leaving) const {
        const hw_stray_key key{kTunnelId, here_, leaving ? 1U : 0U};
        hw_stray stray{};
        if (bpf_map__lookup_elem(plane_->skeleton().maps.hw_strays, &key, sizeof key, &stray, sizeof stray,
                                 0) != 0)
            return 0;
        EXPECT_NE(stray.last_ns, 0U);
        return stray.packets;
    }
    decltype(hawser_bpf::maps)& maps() { return plane_->skeleton().maps; }
    [[nodiscard]] static Outer to_us() { return outer_to_us(GetParam()); }
    [[nodiscard]] static Outer from_us() { return outer_from_us(GetParam()); }

    uint32_t here_ = 0;
};

INSTANTIATE_TEST_SUITE_P(, UplinkTest, testing::Values(Family::kIpv4, Family::kIpv6),
                         [](const auto& one) { return one.param == Family::kIpv4 ? "ipv4" : "ipv6"; });

TEST_P(UplinkTest, OuterPacketsLeaveByTheirOwnUplink) {
    set_uplink(here_);
    for (const Bytes& packet : {esp(from_us(), kSpi), esp_in_udp(from_us(), kSpi), ike(from_us())})
        EXPECT_EQ(leave(packet), TC_ACT_OK);
    EXPECT_EQ(plane_->all_drops(), 0U);
}

TEST_P(UplinkTest, OuterPacketsDoNotLeaveByAnotherUplink) {
    set_uplink(here_ + 1);
    for (const Bytes& packet : {esp(from_us(), kSpi), esp(from_us(), 0x1234), esp_in_udp(from_us(), kSpi),
                                ike(from_us()), ike(from_us(), {.port = 4500})})
        EXPECT_EQ(leave(packet), TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_WRONG_UPLINK), 5U);
    EXPECT_EQ(strays(true), 5U);
}

TEST_P(UplinkTest, WhatWasRightOnOneUplinkIsNotSoOnAnother) {
    set_uplink(here_);
    for (const Bytes& packet : {esp(from_us(), kSpi), esp_in_udp(from_us(), kSpi)}) {
        here_ = plane_->network().lan();
        EXPECT_EQ(leave(packet), TC_ACT_OK);
        EXPECT_EQ(leave(packet), TC_ACT_OK);
        here_ = plane_->network().bundle();
        EXPECT_EQ(leave(packet), TC_ACT_SHOT);
    }
    EXPECT_EQ(strays(true), 2U);
}

TEST_P(UplinkTest, ATunnelThatGetsAnotherUplinkLeavesTheOldOneSoon) {
    set_uplink(here_);
    ASSERT_EQ(leave(esp(from_us(), kSpi)), TC_ACT_OK);
    set_uplink(here_ + 1);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    int verdict = TC_ACT_OK;
    while (verdict == TC_ACT_OK && std::chrono::steady_clock::now() < deadline)
        verdict = leave(esp(from_us(), kSpi));
    EXPECT_EQ(verdict, TC_ACT_SHOT);
}

TEST_P(UplinkTest, NoUplinkIsRightWhereItsOwnIsNotThere) {
    set_uplink(HW_NO_UPLINK);
    EXPECT_EQ(leave(esp(from_us(), kSpi)), TC_ACT_SHOT);
}

TEST_P(UplinkTest, MasqueradedEspIsKnownByItsSpi) {
    set_uplink(here_ + 1);
    const Outer rewritten{GetParam() == Family::kIpv4 ? "198.51.100.66" : "2001:db8:2::2", from_us().dst};
    EXPECT_EQ(leave(esp(rewritten, kSpi)), TC_ACT_SHOT);
    EXPECT_EQ(leave(esp_in_udp(rewritten, kSpi)), TC_ACT_SHOT);
    EXPECT_EQ(leave(esp(rewritten, 0x1234)), TC_ACT_OK) << "somebody else's";
}

TEST_P(UplinkTest, ResponderIsKnownByItsOwnAddress) {
    set_uplink(here_ + 1);
    const Outer anybody{from_us().src, GetParam() == Family::kIpv4 ? "192.0.2.77" : "2001:db8:77::1"};
    EXPECT_EQ(leave(ike(anybody)), TC_ACT_OK);
    add_outer(from_us().src, "");
    EXPECT_EQ(leave(ike(anybody)), TC_ACT_SHOT);
}

TEST_P(UplinkTest, EverythingElsePasses) {
    set_uplink(here_ + 1);
    const Outer us = from_us();
    const bool v4 = GetParam() == Family::kIpv4;
    const auto ip = [&] {
        return v4 ? Packet(Eth{}) / Ipv4{.src = us.src, .dst = us.dst}
                  : Packet(Eth{}) / Ipv6{.src = us.src, .dst = us.dst};
    };
    EXPECT_EQ(leave(ip() / Udp{.src_port = 40000, .dst_port = 53} / Payload{40}), TC_ACT_OK);
    EXPECT_EQ(leave(ip() / Tcp{} / Payload{40}), TC_ACT_OK);
    EXPECT_EQ(leave(ip() / Icmp{.type = uint8_t(v4 ? 8 : 128)} / Payload{40}), TC_ACT_OK);
    EXPECT_EQ(plane_->all_drops(), 0U);
}

TEST_P(UplinkTest, WhatArrivesByAnotherUplinkIsCountedAndPasses) {
    set_uplink(here_ + 1);
    EXPECT_EQ(arrive(esp(to_us(), 0x1234)), TC_ACT_OK);
    EXPECT_EQ(arrive(ike(to_us())), TC_ACT_OK);
    EXPECT_EQ(strays(false), 2U);
    EXPECT_EQ(strays(true), 0U);
    set_uplink(here_);
    EXPECT_EQ(arrive(esp(to_us(), 0x1234)), TC_ACT_OK);
    EXPECT_EQ(strays(false), 2U);
    EXPECT_EQ(plane_->all_drops(), 0U);
}

TEST_P(UplinkTest, EveryCutOfAPacketIsBorne) {
    set_uplink(here_ + 1);
    for (const Bytes& whole : {esp(from_us(), kSpi), esp_in_udp(from_us(), kSpi), ike(from_us())}) {
        for (size_t length = 14; length < whole.size(); ++length) {
            const int verdict = leave({whole.begin(), whole.begin() + static_cast<ptrdiff_t>(length)});
            EXPECT_TRUE(verdict == TC_ACT_OK || verdict == TC_ACT_SHOT || verdict == -1) << length;
        }
    }
}

}  // namespace
}  // namespace hawser::bpf

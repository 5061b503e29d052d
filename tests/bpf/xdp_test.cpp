// SPDX-License-Identifier: BSD-2-Clause
#include <bpf/bpf.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <memory>

#include "base/check.h"
#include "bpf/abi.h"
#include "bpf/lan_xdp.skel.h"
#include "bpf/wan_xdp.skel.h"
#include "tests/bpf/outer_packets.h"
#include "tests/bpf/packet.h"

namespace hawser::bpf {
namespace {

/// What BPF_PROG_TEST_RUN shows as the ingress interface.
constexpr uint32_t kLoopback = 1;
constexpr uint32_t kKnown = 0xc0000001;
constexpr uint32_t kUnknown = 0xc0000002;

template <typename Value>
std::vector<Value> per_cpu(const bpf_map* map, uint32_t key) {
    std::vector<Value> values(static_cast<size_t>(libbpf_num_possible_cpus()));
    HAWSER_CHECK(
        bpf_map__lookup_elem(map, &key, sizeof key, values.data(), values.size() * sizeof(Value), 0) == 0,
        "reading a per-CPU map");
    return values;
}

uint64_t drops(const bpf_map* map, hw_drop reason) {
    uint64_t sum = 0;
    for (const hw_counter& counter : per_cpu<hw_counter>(map, reason))
        sum += counter.packets;
    return sum;
}

int run(const bpf_program* program, const Bytes& packet) {
    Bytes out(packet.size() + 256);
    LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet.data(), .data_out = out.data(),
                .data_size_in = static_cast<uint32_t>(packet.size()),
                .data_size_out = static_cast<uint32_t>(out.size()), .repeat = 1);
    if (bpf_prog_test_run_opts(bpf_program__fd(program), &options) != 0) return -1;
    out.resize(options.data_size_out);
    EXPECT_EQ(out, packet) << "an XDP program of ours changes no packet";
    return static_cast<int>(options.retval);
}

template <typename Key, typename Value>
void write(const bpf_map* map, const Key& key, const Value& value) {
    HAWSER_CHECK(bpf_map__update_elem(map, &key, sizeof key, &value, sizeof value, BPF_ANY) == 0,
                 "writing a map");
}

/// One of the two programs with maps of its own; skips where the kernel or the rights are missing.
template <typename Skeleton>
class XdpTest : public testing::Test {
 protected:
    using Load = int (*)(Skeleton*);
    void start(Skeleton* skeleton, Load load) {
        ASSERT_NE(skeleton, nullptr);
        skeleton_ = skeleton;
        bpf_map__set_max_entries(skeleton_->maps.hw_xdp_cpus,
                                 static_cast<uint32_t>(libbpf_num_possible_cpus()));
        const int error = load(skeleton_);
        if (error == -EPERM) GTEST_SKIP() << "needs root";
        ASSERT_EQ(error, 0) << strerror(-error);
    }
    void configure(const hw_xdp& xdp) { write(skeleton_->maps.hw_xdp, kLoopback, xdp); }
    void allow_cpus(uint32_t count) {
        for (uint32_t cpu = 0; cpu < count; ++cpu) {
            bpf_cpumap_val value{};
            value.qsize = 64;
            write(skeleton_->maps.hw_xdp_cpus, cpu, value);
        }
    }
    [[nodiscard]] uint64_t given_to(uint32_t cpu) const {
        uint64_t sum = 0;
        for (uint64_t one : per_cpu<uint64_t>(skeleton_->maps.hw_xdp_spread, cpu))
            sum += one;
        return sum;
    }

    Skeleton* skeleton_ = nullptr;
};

class WanXdpTest : public XdpTest<hawser_wan_xdp>, public testing::WithParamInterface<Family> {
 protected:
    void SetUp() override {
        start(hawser_wan_xdp__open(), hawser_wan_xdp__load);
        if (IsSkipped() || HasFatalFailure()) return;
        add_own("198.51.100.2");
        add_own("2001:db8:1::2");
        for (Family family : {Family::kIpv4, Family::kIpv6})
            list(outer_to_us(family).dst, kKnown);
    }
    void TearDown() override { hawser_wan_xdp__destroy(skeleton_); }

    void add_own(const char* text) {
        const IpAddress address = *IpAddress::parse(text);
        const hw_net net{0, HW_NET_LOCAL};
        if (address.is_v4()) {
            hw_net4_key key{32, {}};
            std::memcpy(key.addr, address.bytes().data(), 4);
            write(skeleton_->maps.hw_nets4, key, net);
        } else {
            hw_net6_key key{128, {}};
            std::memcpy(key.addr, address.bytes().data(), 16);
            write(skeleton_->maps.hw_nets6, key, net);
        }
    }
    void list(const std::string& text, uint32_t spi) {
        const IpAddress address = *IpAddress::parse(text);
        hw_spi_key key{};
        std::memcpy(key.dst, address.bytes().data(), address.bytes().size());
        key.spi = htobe32(spi);
        key.family = address.is_v4() ? 4 : 6;
        write(skeleton_->maps.hw_spis, key, hw_spi{1});
    }
    int wan(const Bytes& packet) { return run(skeleton_->progs.hawser_wan_xdp, packet); }
    [[nodiscard]] uint64_t dropped(hw_drop reason) const { return drops(skeleton_->maps.hw_drops, reason); }
    [[nodiscard]] static Outer to_us() { return outer_to_us(GetParam()); }
    [[nodiscard]] static Outer other_source(const char* v4, const char* v6) {
        return {GetParam() == Family::kIpv4 ? v4 : v6, to_us().dst};
    }
};

INSTANTIATE_TEST_SUITE_P(, WanXdpTest, testing::Values(Family::kIpv4, Family::kIpv6),
                         [](const auto& one) { return one.param == Family::kIpv4 ? "ipv4" : "ipv6"; });

TEST_P(WanXdpTest, EspOfAKnownSaPassesAndOfAnUnknownOneIsDropped) {
    configure({HW_XDP_ADMIT_SPIS, 0, 0, 0});
    EXPECT_EQ(wan(esp(to_us(), kKnown)), XDP_PASS);
    EXPECT_EQ(wan(esp_in_udp(to_us(), kKnown)), XDP_PASS);
    EXPECT_EQ(dropped(HW_DROP_UNKNOWN_SPI), 0U);
    EXPECT_EQ(wan(esp(to_us(), kUnknown)), XDP_DROP);
    EXPECT_EQ(wan(esp_in_udp(to_us(), kUnknown)), XDP_DROP);
    EXPECT_EQ(dropped(HW_DROP_UNKNOWN_SPI), 2U);
}

TEST_P(WanXdpTest, NothingIsUnknownWhileTheListIsIncomplete) {
    configure({0, 0, 0, 0});
    EXPECT_EQ(wan(esp(to_us(), kUnknown)), XDP_PASS);
}

TEST_P(WanXdpTest, WhatIsNotForUsPasses) {
    configure({HW_XDP_ADMIT_SPIS, 0, 1, 1});
    const Outer elsewhere = outer_from_us(GetParam());
    EXPECT_EQ(wan(esp(elsewhere, kUnknown)), XDP_PASS);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(wan(ike(elsewhere)), XDP_PASS);
}

TEST_P(WanXdpTest, InterfaceWithoutSettingsPassesEverything) {
    EXPECT_EQ(wan(esp(to_us(), kUnknown)), XDP_PASS);
}

TEST_P(WanXdpTest, KeepaliveOfANatIsNoEsp) {
    configure({HW_XDP_ADMIT_SPIS, 0, 0, 0});
    EXPECT_EQ(wan(nat_keepalive(to_us())), XDP_PASS);
}

TEST_P(WanXdpTest, FloodOfOneSourceIsHeldDownAndAnotherSourcePasses) {
    configure({0, 0, 1, 3});
    int passed = 0;
    for (int i = 0; i < 100; ++i)
        passed += wan(ike(to_us(), {.port = static_cast<uint16_t>(i % 2 ? 500 : 4500)})) == XDP_PASS;
    EXPECT_GE(passed, 3);
    EXPECT_LE(passed, 6) << "one a second, and three at once";
    EXPECT_EQ(dropped(HW_DROP_IKE_FLOOD), 100U - static_cast<unsigned>(passed));
    EXPECT_EQ(wan(ike(other_source("203.0.113.11", "2001:db8:e::10"))), XDP_PASS);
}

TEST_P(WanXdpTest, OnlyRequestsThatOpenAnIkeSaAreCounted) {
    configure({0, 0, 1, 1});
    EXPECT_EQ(wan(ike(to_us())), XDP_PASS);
    EXPECT_EQ(wan(ike(to_us())), XDP_DROP);
    for (uint16_t port : {uint16_t{500}, uint16_t{4500}}) {
        EXPECT_EQ(wan(ike(to_us(), {.port = port, .response = true, .responder_spi = true})), XDP_PASS);
        EXPECT_EQ(wan(ike(to_us(), {.port = port, .exchange = 35, .responder_spi = true})), XDP_PASS);
        EXPECT_EQ(wan(ike(to_us(), {.port = port, .exchange = 37, .responder_spi = true})), XDP_PASS);
    }
}

TEST_P(WanXdpTest, HostOfAnIpv6NetworkIsOneSourceWhateverAddressItTakes) {
    if (GetParam() == Family::kIpv4) GTEST_SKIP() << "an IPv4 source is one address";
    configure({0, 0, 1, 1});
    EXPECT_EQ(wan(ike(other_source("", "2001:db8:e:1::1"))), XDP_PASS);
    EXPECT_EQ(wan(ike(other_source("", "2001:db8:e:1::2"))), XDP_DROP);
    EXPECT_EQ(wan(ike(other_source("", "2001:db8:e:2::1"))), XDP_PASS);
}

TEST_P(WanXdpTest, EveryCutOfAPacketPassesOrDropsWithoutHarm) {
    configure({HW_XDP_ADMIT_SPIS, 0, 1, 1});
    for (const Bytes& whole : {esp(to_us(), kUnknown), esp_in_udp(to_us(), kUnknown), ike(to_us())}) {
        for (size_t length = 14; length < whole.size(); ++length) {
            const int verdict = wan({whole.begin(), whole.begin() + static_cast<ptrdiff_t>(length)});
            EXPECT_TRUE(verdict == XDP_PASS || verdict == XDP_DROP) << length;
        }
    }
}

/// The packet as a fragment: at `offset` bytes, with more to follow.
Bytes fragment_of(Bytes whole, uint16_t offset) {
    const auto units = static_cast<uint16_t>(offset / 8);
    if (whole[12] == 0x08) {
        whole[20] = static_cast<uint8_t>(0x20 | units >> 8);
        whole[21] = static_cast<uint8_t>(units);
        return whole;
    }
    const Bytes header{
        whole[20], 0, static_cast<uint8_t>(units >> 5), static_cast<uint8_t>(units << 3 | 1), 0, 0, 0, 7};
    whole[20] = 44;
    whole.insert(whole.begin() + 54, header.begin(), header.end());
    return whole;
}

TEST_P(WanXdpTest, AFirstFragmentIsJudgedLikeAWholePacket) {
    configure({HW_XDP_ADMIT_SPIS, 0, 1, 1});
    EXPECT_EQ(wan(fragment_of(esp(to_us(), kKnown), 0)), XDP_PASS);
    EXPECT_EQ(wan(fragment_of(esp_in_udp(to_us(), kUnknown), 0)), XDP_DROP);
    EXPECT_EQ(dropped(HW_DROP_UNKNOWN_SPI), 1U);
    EXPECT_EQ(wan(fragment_of(ike(to_us()), 0)), XDP_PASS);
    EXPECT_EQ(wan(fragment_of(ike(to_us()), 0)), XDP_DROP);
    EXPECT_EQ(dropped(HW_DROP_IKE_FLOOD), 1U);
    EXPECT_EQ(dropped(HW_DROP_UNREAD_FRAGMENT), 0U);
}

TEST_P(WanXdpTest, AFirstFragmentThatHidesItsIkeHeaderCountsAsARequest) {
    configure({0, 0, 1, 1});
    const size_t upper = GetParam() == Family::kIpv4 ? 34 : 62;
    Bytes tiny = fragment_of(ike(to_us()), 0);
    tiny.resize(upper + 8 + 16);
    EXPECT_EQ(wan(tiny), XDP_PASS);
    EXPECT_EQ(wan(tiny), XDP_DROP);
    EXPECT_EQ(dropped(HW_DROP_IKE_FLOOD), 1U);
}

TEST_P(WanXdpTest, LaterFragmentsToUsPassAndAreCounted) {
    configure({HW_XDP_ADMIT_SPIS, 0, 1, 1});
    // Their first bytes may look like anything.
    for (const Bytes& whole :
         {esp(to_us(), kUnknown), esp_in_udp(to_us(), kUnknown), ike(to_us()), ike(to_us())})
        EXPECT_EQ(wan(fragment_of(whole, 1232)), XDP_PASS);
    EXPECT_EQ(dropped(HW_DROP_UNREAD_FRAGMENT), 4U);
    EXPECT_EQ(dropped(HW_DROP_UNKNOWN_SPI) + dropped(HW_DROP_IKE_FLOOD), 0U);
    EXPECT_EQ(wan(fragment_of(ike(outer_from_us(GetParam())), 1232)), XDP_PASS);
    EXPECT_EQ(dropped(HW_DROP_UNREAD_FRAGMENT), 4U) << "others' fragments are others' business";
}

TEST_P(WanXdpTest, FragmentsStayOnTheirCpu) {
    allow_cpus(1);
    configure({HW_XDP_SPREAD, 2, 0, 0});
    EXPECT_EQ(wan(fragment_of(esp(to_us(), kKnown), 0)), XDP_PASS);
    EXPECT_EQ(wan(fragment_of(esp(to_us(), kKnown), 1232)), XDP_PASS);
    EXPECT_EQ(given_to(0) + given_to(1) + dropped(HW_DROP_SPREAD_FAILED), 0U);
}

TEST_P(WanXdpTest, SasAreSpreadOverTheCpusAndEachStaysOnOne) {
    if (libbpf_num_possible_cpus() < 2) GTEST_SKIP() << "needs two CPUs";
    allow_cpus(2);
    configure({HW_XDP_SPREAD, 2, 0, 0});
    for (uint32_t spi = 0xc0001000; spi < 0xc0001000 + 200; ++spi) {
        const uint64_t before = given_to(0);
        EXPECT_EQ(wan(esp(to_us(), spi)), XDP_REDIRECT);
        const bool first = given_to(0) > before;
        EXPECT_EQ(wan(esp_in_udp(to_us(), spi)), XDP_REDIRECT);
        EXPECT_EQ(given_to(0) - before, first ? 2U : 0U) << "SPI " << spi;
    }
    EXPECT_EQ(given_to(0) + given_to(1), 400U);
    EXPECT_GT(given_to(0), 100U);
    EXPECT_GT(given_to(1), 100U);
    EXPECT_EQ(wan(ike(to_us())), XDP_PASS) << "IKE has no need of it";
}

TEST_P(WanXdpTest, CpuThatIsNotThereIsNoReasonToLoseAPacket) {
    configure({HW_XDP_SPREAD, 2, 0, 0});
    EXPECT_EQ(wan(esp(to_us(), kKnown)), XDP_PASS);
    EXPECT_EQ(dropped(HW_DROP_SPREAD_FAILED), 1U);
}

class LanXdpTest : public XdpTest<hawser_lan_xdp> {
 protected:
    void SetUp() override { start(hawser_lan_xdp__open(), hawser_lan_xdp__load); }
    void TearDown() override { hawser_lan_xdp__destroy(skeleton_); }
    int lan(const Bytes& packet) { return run(skeleton_->progs.hawser_lan_xdp, packet); }
};

TEST_F(LanXdpTest, FlowsAreSpreadAndEachStaysOnOneCpu) {
    if (libbpf_num_possible_cpus() < 2) GTEST_SKIP() << "needs two CPUs";
    allow_cpus(2);
    configure({HW_XDP_SPREAD, 2, 0, 0});
    for (uint16_t port = 1000; port < 1200; ++port) {
        for (bool v6 : {false, true}) {
            const Packet packet = v6 ? Eth{} / Ipv6{} / Udp{.src_port = port} / Payload{10}
                                     : Eth{} / Ipv4{} / Udp{.src_port = port} / Payload{10};
            const uint64_t before = given_to(0);
            EXPECT_EQ(lan(packet), XDP_REDIRECT);
            EXPECT_EQ(lan(packet), XDP_REDIRECT);
            EXPECT_NE(given_to(0) - before, 1U);
        }
    }
    EXPECT_EQ(given_to(0) + given_to(1), 800U);
    EXPECT_GT(given_to(0), 200U);
    EXPECT_GT(given_to(1), 200U);
}

TEST_F(LanXdpTest, InterfaceThatIsNotToSpreadPassesEverything) {
    configure({0, 2, 0, 0});
    EXPECT_EQ(lan(Eth{} / Ipv4{} / Udp{} / Payload{10}), XDP_PASS);
}

}  // namespace
}  // namespace hawser::bpf

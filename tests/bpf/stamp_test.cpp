// SPDX-License-Identifier: BSD-2-Clause
#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

constexpr uint64_t kUtcOffset = 1'700'000'000'000'000'000;
constexpr uint32_t kNtpEpoch = 2208988800U;

/// The gateway's own addresses are 10.1.0.1 and 2001:db8:1::1.
class StampTest : public DataPlaneTest, public testing::WithParamInterface<Family> {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(3);
        plane_->add_net("10.1.0.1/32", 0, HW_NET_LOCAL);
        plane_->add_net("2001:db8:1::1/128", 0, HW_NET_LOCAL);
        enable(862);
    }
    void enable(uint16_t port, uint32_t flags = 0) {
        const uint32_t key = 0;
        hw_stamp stamp{};
        stamp.utc_minus_monotonic_ns = kUtcOffset;
        stamp.port = htons(port);
        stamp.error_estimate = htons(0x8a17);
        stamp.flags = flags;
        const auto* map = plane_->skeleton().maps.hw_stamp;
        HAWSER_CHECK(bpf_map__update_elem(map, &key, sizeof key, &stamp, sizeof stamp, BPF_ANY) == 0,
                     "writing a map");
    }

    [[nodiscard]] static bool v4() { return GetParam() == Family::kIpv4; }
    [[nodiscard]] static size_t payload_at() { return v4() ? 42 : 62; }
    /// A request whose bytes are all different, with a right checksum.
    [[nodiscard]] static Bytes request(size_t size = 44, const std::string& to = "", uint16_t port = 862,
                                       uint16_t from = 40001) {
        const std::string own = !to.empty() ? to : v4() ? "10.1.0.1" : "2001:db8:1::1";
        const std::string peer = v4() ? "10.2.0.1" : "2001:db8:2::1";
        const Packet ip = v4() ? Eth{} / Ipv4{.src = peer, .dst = own, .ttl = 61}
                               : Eth{} / Ipv6{.src = peer, .dst = own, .hop_limit = 61};
        return Packet(ip) / Udp{.src_port = from, .dst_port = port} / Payload{size};
    }
    [[nodiscard]] static Bytes part(const Bytes& packet, size_t from, size_t length) {
        const auto start = packet.begin() + static_cast<ptrdiff_t>(payload_at() + from);
        return {start, start + static_cast<ptrdiff_t>(length)};
    }
    [[nodiscard]] static uint32_t word(const Bytes& packet, size_t from) {
        uint32_t value = 0;
        std::memcpy(&value, packet.data() + payload_at() + from, 4);
        return ntohl(value);
    }
    [[nodiscard]] static uint64_t time_at(const Bytes& packet, size_t from) {
        return uint64_t{word(packet, from)} << 32 | word(packet, from + 4);
    }
};

INSTANTIATE_TEST_SUITE_P(, StampTest, testing::Values(Family::kIpv4, Family::kIpv6),
                         [](const auto& one) { return one.param == Family::kIpv4 ? "ipv4" : "ipv6"; });

TEST_P(StampTest, RequestGoesBackByItsTunnelWhateverItsState) {
    for (hw_tunnel_state state : {HW_TUNNEL_UP, HW_TUNNEL_DEGRADED, HW_TUNNEL_DRAINING, HW_TUNNEL_DOWN}) {
        plane_->set_state(2, state);
        const Outcome run = plane_->tunnel(2, request());
        EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
        EXPECT_TRUE(checksums_right(ByteView(run.packet).subspan(14)));
    }
    EXPECT_EQ(plane_->stats(2).probes_answered, 4U);
    EXPECT_EQ(plane_->all_drops(), 0U);
}

TEST_P(StampTest, AnswerHasTheFieldsOfRfc8762) {
    const Bytes sent = request();
    const Bytes answer = plane_->tunnel(1, sent).packet;
    ASSERT_EQ(answer.size(), sent.size());
    EXPECT_EQ(part(answer, 0, 4), part(sent, 0, 4)) << "sequence number of a stateless reflector";
    EXPECT_EQ(part(answer, 12, 2), (Bytes{0x8a, 0x17})) << "error estimate";
    EXPECT_EQ(part(answer, 14, 2), part(sent, 14, 2)) << "session identifier";
    EXPECT_EQ(part(answer, 24, 14), part(sent, 0, 14)) << "the sender's sequence number, time and error";
    EXPECT_EQ(part(answer, 38, 6), (Bytes{0, 0, 61, 0, 0, 0})) << "the sender's TTL";
    EXPECT_LE(time_at(answer, 16), time_at(answer, 4)) << "received before it was sent";
    EXPECT_GE(word(answer, 16), kNtpEpoch + static_cast<uint32_t>(kUtcOffset / 1'000'000'000));
    const size_t ttl = v4() ? 22 : 21;
    EXPECT_EQ(answer[ttl], 255);
}

TEST_P(StampTest, AddressesAndPortsChangePlaces) {
    const Bytes sent = request();
    const Bytes answer = plane_->tunnel(1, sent).packet;
    const size_t length = v4() ? 4 : 16;
    const ptrdiff_t at = v4() ? 26 : 22;
    const auto address = [&](const Bytes& packet, bool second) {
        const auto start = packet.begin() + at + static_cast<ptrdiff_t>(second ? length : 0);
        return Bytes(start, start + static_cast<ptrdiff_t>(length));
    };
    EXPECT_EQ(address(answer, false), address(sent, true));
    EXPECT_EQ(address(answer, true), address(sent, false));
    const auto udp = static_cast<ptrdiff_t>(payload_at()) - 8;
    EXPECT_TRUE(std::equal(answer.begin() + udp, answer.begin() + udp + 2, sent.begin() + udp + 2));
    EXPECT_TRUE(std::equal(answer.begin() + udp + 2, answer.begin() + udp + 4, sent.begin() + udp));
}

TEST_P(StampTest, ExtensionsGoBackAsTheyCame) {
    const Bytes sent = request(100);
    const Outcome run = plane_->tunnel(1, sent);
    EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(part(run.packet, 44, 56), part(sent, 44, 56));
    EXPECT_TRUE(checksums_right(ByteView(run.packet).subspan(14)));
}

TEST_P(StampTest, ShortRequestIsDroppedByItsName) {
    EXPECT_EQ(plane_->tunnel(1, request(43)).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_BAD_PROBE), 1U);
}

TEST_P(StampTest, AnotherReflectorsAnswerIsNotAnswered) {
    EXPECT_EQ(plane_->tunnel(1, request(44, "", 862, 862)).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_BAD_PROBE), 1U);
    EXPECT_EQ(plane_->stats(1).probes_answered, 0U);
}

TEST_P(StampTest, WhatTheDaemonAnswersGoesToItUnchangedAndMakesNoPin) {
    enable(862, HW_STAMP_TO_STACK);
    const Bytes plain = request(44);
    Outcome run = plane_->tunnel(1, plain);
    EXPECT_EQ(run.verdict, TC_ACT_OK);
    EXPECT_EQ(run.packet, plain);
    enable(862, HW_STAMP_TO_STACK | HW_STAMP_AUTHENTICATED);
    const Bytes protected_one = request(112);
    run = plane_->tunnel(1, protected_one);
    EXPECT_EQ(run.verdict, TC_ACT_OK);
    EXPECT_EQ(run.packet, protected_one);
    EXPECT_EQ(plane_->pin_count(HW_PIN_COUNT_MADE), 0U);
    EXPECT_EQ(plane_->stats(1).probes_answered, 0U);
    EXPECT_EQ(plane_->all_drops(), 0U);
}

TEST_P(StampTest, AnUnauthenticatedRequestIsNotAnsweredInAuthenticatedMode) {
    enable(862, HW_STAMP_TO_STACK | HW_STAMP_AUTHENTICATED);
    EXPECT_EQ(plane_->tunnel(1, request(44)).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->tunnel(1, request(111)).verdict, TC_ACT_SHOT);
    EXPECT_EQ(plane_->drops(HW_DROP_BAD_PROBE), 2U);
    EXPECT_EQ(plane_->stats(1).probes_answered, 0U);
}

TEST_P(StampTest, WhatIsNotForTheReflectorIsLeftAlone) {
    EXPECT_EQ(plane_->stats(1).probes_answered, 0U);
    (void)plane_->tunnel(1, request(44, "", 863));
    (void)plane_->tunnel(1, request(44, v4() ? "10.1.0.5" : "2001:db8:1::5"));
    enable(0);
    (void)plane_->tunnel(1, request());
    EXPECT_EQ(plane_->stats(1).probes_answered, 0U);
    EXPECT_EQ(plane_->drops(HW_DROP_BAD_PROBE), 0U);
}

TEST_P(StampTest, RequestWithoutAChecksumIsAnsweredWithoutOne) {
    if (!v4()) GTEST_SKIP() << "IPv6 has no UDP without a checksum";
    Bytes sent = request();
    sent[40] = sent[41] = 0;
    const Outcome run = plane_->tunnel(1, sent);
    EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(run.packet[40], 0);
    EXPECT_EQ(run.packet[41], 0);
}

}  // namespace
}  // namespace hawser::bpf

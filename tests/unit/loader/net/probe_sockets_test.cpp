// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/probe_sockets.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

#include "health/probe/icmp.h"
#include "loader/net/system_clock.h"
#include "tests/unit/loader/net/private_network.h"

namespace hawser::loader {
namespace {

const TunnelId kTunnel{1};

IpAddress address(std::string_view text) {
    return IpAddress::parse(text).value();
}

Bytes request(Family family, uint16_t sequence) {
    return health::serialize(health::EchoMessage{family, false, 0x4801, sequence, Bytes(16, 0xab)});
}

/// An IPv4 packet with an echo reply as a peer would send it.
Bytes reply_packet(const IpAddress& source, const IpAddress& destination) {
    const Bytes icmp =
        health::serialize(health::EchoMessage{Family::kIpv4, true, 0x4801, 9, Bytes(16, 0xab)});
    Bytes packet{0x45, 0, 0, static_cast<uint8_t>(20 + icmp.size()), 0, 0, 0, 0, 64, 1, 0, 0};
    append(packet, source.bytes());
    append(packet, destination.bytes());
    const uint16_t checksum = health::internet_checksum(packet);
    packet[10] = static_cast<uint8_t>(checksum >> 8);
    packet[11] = static_cast<uint8_t>(checksum);
    append(packet, icmp);
    return packet;
}

class ProbeSocketsTest : public PrivateNetwork {
 protected:
    struct Heard {
        IcmpDatagram datagram;
        Bytes icmp;
    };
    void SetUp() override {
        PrivateNetwork::SetUp();
        if (IsSkipped()) return;
        const Result<void> opened = sockets->open();
        if (!opened) GTEST_SKIP() << opened.error().text();
    }
    std::vector<Heard> heard;
    std::unique_ptr<ProbeSockets> sockets =
        std::make_unique<ProbeSockets>(loop, [this](const IcmpDatagram& datagram) {
            heard.push_back({datagram, to_bytes(datagram.icmp)});
        });
};

TEST_F(ProbeSocketsTest, AnAnswerSaysWhereAndWhenItCame) {
    for (const char* target : {"127.0.0.1", "::1"}) {
        heard.clear();
        const IpAddress loopback = address(target);
        sockets->set_tunnel(kTunnel, index_of("lo"));
        const TimePoint before = system_now();
        const Result<void> sent = sockets->send(kTunnel, loopback, loopback, request(loopback.family(), 7));
        ASSERT_TRUE(sent.ok()) << sent.error().text();
        ASSERT_TRUE(run_until([this] { return !heard.empty(); })) << target;
        ASSERT_EQ(heard.size(), 1u) << "the request itself is filtered out";
        EXPECT_EQ(heard[0].datagram.ifindex, index_of("lo"));
        EXPECT_EQ(heard[0].datagram.source, loopback);
        // The clocks may be slewed against each other by a little.
        EXPECT_GE(heard[0].datagram.received_at, before - std::chrono::milliseconds(1));
        EXPECT_LE(heard[0].datagram.received_at, system_now());
        const auto echo = health::parse_echo(loopback.family(), heard[0].icmp);
        ASSERT_TRUE(echo);
        EXPECT_TRUE(echo->reply);
        EXPECT_EQ(echo->id, 0x4801);
        EXPECT_EQ(echo->sequence, 7);
        EXPECT_EQ(echo->payload, Bytes(16, 0xab));
    }
}

TEST_F(ProbeSocketsTest, AProbeLeavesByItsInterfaceAgainstTheRoutes) {
    add_veth("a1", "b1");
    add_veth("a2", "b2");
    ip("addr add 10.1.0.1/32 dev lo");
    ip("route add 10.2.0.0/16 dev a1");
    for (const char* interface : {"a1", "a2"})
        ip(std::string("neigh add 10.2.0.1 lladdr 02:00:00:00:00:01 nud permanent dev ") + interface);
    Tap other("b1");
    Tap tap("b2");
    sockets->set_tunnel(kTunnel, index_of("a2"));
    ASSERT_TRUE(
        sockets->send(kTunnel, address("10.2.0.1"), address("10.1.0.1"), request(Family::kIpv4, 1)).ok());
    const auto packet = tap.wait_for([](const Bytes& bytes) { return bytes.size() > 20 && bytes[9] == 1; });
    ASSERT_TRUE(packet);
    EXPECT_EQ(Bytes(packet->begin() + 12, packet->begin() + 20), (Bytes{10, 1, 0, 1, 10, 2, 0, 1}));
    EXPECT_EQ(Bytes(packet->begin() + 20, packet->end()), request(Family::kIpv4, 1));
    EXPECT_TRUE(other.seen().empty());
}

TEST_F(ProbeSocketsTest, AProbeOverIpv6LeavesByItsInterfaceAgainstTheRoutes) {
    add_veth("a1", "b1");
    add_veth("a2", "b2");
    ip("addr add fd01::1/128 dev lo");
    ip("-6 route add fd02::/64 dev a1 metric 1");
    ip("-6 route add fd02::/64 dev a2 metric 2");
    for (const char* interface : {"a1", "a2"})
        ip(std::string("neigh add fd02::1 lladdr 02:00:00:00:00:01 nud permanent dev ") + interface);
    Tap other("b1", ETH_P_IPV6);
    Tap tap("b2", ETH_P_IPV6);
    sockets->set_tunnel(kTunnel, index_of("a2"));
    const Bytes icmp = request(Family::kIpv6, 1);
    const Result<void> sent = sockets->send(kTunnel, address("fd02::1"), address("fd01::1"), icmp);
    ASSERT_TRUE(sent.ok()) << sent.error().text();
    const auto is_request = [](const Bytes& bytes) {
        return bytes.size() > 40 && bytes[6] == 58 && bytes[40] == 128;
    };
    const auto packet = tap.wait_for(is_request);
    ASSERT_TRUE(packet);
    EXPECT_EQ(IpAddress::from_bytes(ByteView(*packet).subspan(8, 16)), address("fd01::1"));
    const auto strays = other.seen();
    EXPECT_TRUE(std::none_of(strays.begin(), strays.end(), is_request));
}

TEST_F(ProbeSocketsTest, AnAnswerByAnotherInterfaceIsHeardAsThat) {
    add_veth("a1", "b1");
    ip("addr add 10.1.0.1/32 dev lo");
    ip("addr add 10.2.0.9/16 dev a1");
    ip("link set a1 address 02:00:00:00:00:0a");
    Tap tap("b1");
    tap.send(reply_packet(address("10.2.0.1"), address("10.1.0.1")), {2, 0, 0, 0, 0, 0x0a});
    ASSERT_TRUE(run_until([this] { return !heard.empty(); }));
    EXPECT_EQ(heard[0].datagram.ifindex, index_of("a1"));
    EXPECT_EQ(heard[0].datagram.source, address("10.2.0.1"));
    EXPECT_TRUE(health::parse_echo(Family::kIpv4, heard[0].icmp));
}

TEST_F(ProbeSocketsTest, AFloodIsReadInBatchesAndNothingIsLost) {
    sockets->set_tunnel(kTunnel, index_of("lo"));
    for (uint16_t i = 0; i < 200; ++i)
        ASSERT_TRUE(
            sockets->send(kTunnel, address("127.0.0.1"), std::nullopt, request(Family::kIpv4, i)).ok());
    EXPECT_TRUE(run_until([this] { return heard.size() >= 200; })) << heard.size();
}

TEST_F(ProbeSocketsTest, SendErrorsSayWhat) {
    const Result<void> unknown =
        sockets->send(kTunnel, address("127.0.0.1"), std::nullopt, request(Family::kIpv4, 1));
    ASSERT_FALSE(unknown.ok());
    EXPECT_THAT(unknown.error().text(), testing::HasSubstr("no interface yet"));
    sockets->set_tunnel(kTunnel, 4711);
    const Result<void> gone =
        sockets->send(kTunnel, address("127.0.0.1"), std::nullopt, request(Family::kIpv4, 1));
    ASSERT_FALSE(gone.ok());
    EXPECT_THAT(gone.error().text(), testing::HasSubstr("sending a probe to 127.0.0.1 by interface 4711: "));
    sockets->set_tunnel(kTunnel, index_of("lo"));
    EXPECT_TRUE(sockets->send(kTunnel, address("127.0.0.1"), std::nullopt, request(Family::kIpv4, 1)).ok());
    sockets->remove_tunnel(kTunnel);
    EXPECT_FALSE(sockets->send(kTunnel, address("127.0.0.1"), std::nullopt, request(Family::kIpv4, 1)).ok());
}

TEST_F(ProbeSocketsTest, DestroyedTheyAreSilent) {
    sockets->set_tunnel(kTunnel, index_of("lo"));
    ASSERT_TRUE(sockets->send(kTunnel, address("127.0.0.1"), std::nullopt, request(Family::kIpv4, 1)).ok());
    sockets.reset();
    loop.run_for(std::chrono::milliseconds(50));
    EXPECT_TRUE(heard.empty());
}

}  // namespace
}  // namespace hawser::loader

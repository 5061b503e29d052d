// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/live.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

/// Redirects that really happen, over layer-3 interfaces that, unlike XFRM interfaces over Ethernet, show no
/// link-layer header: what BPF_PROG_TEST_RUN can show of neither.
class LiveTest : public DataPlaneTest {
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
        plane_->add_net("10.1.0.1/32", 0, HW_NET_LOCAL);
        plane_->add_net("2001:db8:1::1/128", 0, HW_NET_LOCAL);
    }

    /// The packet without its Ethernet header.
    [[nodiscard]] static Bytes l3(const Bytes& frame) { return {frame.begin() + 14, frame.end()}; }

    [[nodiscard]] static std::vector<Flow> both_families() {
        return {flow(1), Flow::number(Family::kIpv6, "tcp", 1)};
    }

    std::unique_ptr<LiveNetwork> live_;
};

TEST_F(LiveTest, LanPacketLeavesByTheTunnelOfItsPin) {
    for (const Flow& flow : both_families()) {
        live_->from_host(flow.outgoing());
        for (int wait = 0; wait < 200 && plane_->pinned(flow) == 0; ++wait)
            usleep(10000);
        ASSERT_NE(plane_->pinned(flow), 0u);
        EXPECT_EQ(live_->at_peer(plane_->pinned(flow)), l3(flow.outgoing(63)));
        for (uint32_t id = 1; id <= 3; ++id)
            EXPECT_EQ(live_->at_peer(id, 0), std::nullopt);
    }
}

TEST_F(LiveTest, TunnelPacketGoesStraightToTheLanHost) {
    for (const Flow& flow : both_families()) {
        live_->from_peer(2, l3(flow.incoming()));
        auto frame = live_->at_host();
        ASSERT_TRUE(frame);
        EXPECT_TRUE(std::equal(kHostMac.begin(), kHostMac.end(), frame->begin()));
        EXPECT_TRUE(std::equal(kGatewayMac.begin(), kGatewayMac.end(), frame->begin() + 6));
        EXPECT_EQ(l3(*frame), l3(flow.incoming(63)));
        EXPECT_EQ(plane_->pinned(flow), 2u);
    }
}

/// A UDP socket of the gateway's; bound to an interface unless that is 0.
int udp_socket(uint16_t port, uint32_t ifindex) {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    const int index = static_cast<int>(ifindex);
    EXPECT_EQ(setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof index), 0);
    const timeval patience{.tv_sec = 2, .tv_usec = 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    EXPECT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return fd;
}

TEST_F(LiveTest, WhatIsForASocketOfTheTunnelsInterfaceStaysOnIt) {
    const Descriptor bound(udp_socket(3784, plane_->network().tunnel(2)));
    const Descriptor general(udp_socket(3785, 0));
    const auto to = [](uint16_t port) {
        const Bytes frame = Eth{} / Ipv4{.src = "10.2.0.1", .dst = "10.1.0.1"} /
                            Udp{.src_port = 999, .dst_port = port} / Payload{16};
        return Bytes{frame.begin() + 14, frame.end()};
    };
    const auto heard = [](const Descriptor& socket, int flags) {
        std::array<char, 64> buffer{};
        return recv(socket.get(), buffer.data(), buffer.size(), flags);
    };
    live_->from_peer(2, to(3784));
    EXPECT_EQ(heard(bound, 0), 16) << "the probe's own answer";
    live_->from_peer(1, to(3784));
    live_->from_peer(1, to(3785));
    EXPECT_EQ(heard(general, 0), 16) << "by the bundle's interface, as ever";
    EXPECT_EQ(heard(bound, MSG_DONTWAIT), -1) << "what comes by another tunnel is not its own";
}

TEST_F(LiveTest, StackModeForwardsBothWaysByTheBundleInterface) {
    plane_->set_forwarding(HW_FORWARDING_STACK);
    for (const Flow& flow : both_families()) {
        live_->from_peer(3, l3(flow.incoming()));
        auto frame = live_->at_host();
        ASSERT_TRUE(frame);
        EXPECT_EQ(l3(*frame), l3(flow.incoming(63)));
        live_->from_host(flow.outgoing());
        EXPECT_EQ(live_->at_peer(3), l3(flow.outgoing(63)));
        EXPECT_EQ(plane_->pin(flow)->packets_in, 1u);
        EXPECT_EQ(plane_->pin(flow)->packets_out, 1u);
    }
}

TEST_F(LiveTest, GatewaysOwnPacketsTakeAPinToo) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    Descriptor udp(fd);
    sockaddr_in own{AF_INET, htons(40123), {htonl(0x0a010001)}, {}};
    ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&own), sizeof(own)), 0);
    sockaddr_in peer{AF_INET, htons(53), {htonl(0x0a020009)}, {}};
    ASSERT_EQ(sendto(fd, "ahoy", 4, 0, reinterpret_cast<sockaddr*>(&peer), sizeof(peer)), 4);
    Flow flow{.local = "10.1.0.1", .local_port = 40123};
    uint32_t tunnel = plane_->pinned(flow);
    ASSERT_NE(tunnel, 0u);
    EXPECT_EQ(plane_->pin(flow)->role, HW_PIN_OWNER);
    auto packet = live_->at_peer(tunnel);
    ASSERT_TRUE(packet);
    EXPECT_TRUE(checksums_right(*packet) || packet->size() == 32u);
}

TEST_F(LiveTest, PacketForTheGatewayComesInByTheBundleInterface) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    Descriptor udp(fd);
    int on = 1;
    setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on));
    timeval limit{2, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    sockaddr_in own{AF_INET, htons(4500), {htonl(0x0a010001)}, {}};
    ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&own), sizeof(own)), 0);
    live_->from_peer(
        1, l3(Eth{} / Ipv4{.src = "10.2.0.9", .dst = "10.1.0.1"} / Udp{.dst_port = 4500} / Payload{5}));

    char data[64], control[128];
    iovec vector{data, sizeof(data)};
    msghdr message{};
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    ASSERT_EQ(recvmsg(fd, &message, 0), 5);
    const auto* info = reinterpret_cast<const in_pktinfo*>(CMSG_DATA(CMSG_FIRSTHDR(&message)));
    EXPECT_EQ(static_cast<uint32_t>(info->ipi_ifindex), plane_->network().bundle());
}

TEST_F(LiveTest, ProbeIsAnsweredByTheTunnelOnWhichItCame) {
    for (uint32_t id = 1; id <= 3; ++id) {
        plane_->set_state(id, HW_TUNNEL_DOWN);
        live_->from_peer(
            id, l3(Eth{} / Ipv4{.src = "10.2.0.1", .dst = "10.1.0.1", .ttl = 9} / Icmp{} / Payload{8}));
        EXPECT_EQ(live_->at_peer(id),
                  l3(Eth{} / Ipv4{.src = "10.1.0.1", .dst = "10.2.0.1"} / Icmp{.type = 0} / Payload{8}));
        live_->from_peer(id, l3(Eth{} / Ipv6{.src = "2001:db8:2::1", .dst = "2001:db8:1::1", .hop_limit = 9} /
                                Icmp{.type = 128} / Payload{8}));
        EXPECT_EQ(live_->at_peer(id), l3(Eth{} / Ipv6{.src = "2001:db8:1::1", .dst = "2001:db8:2::1"} /
                                         Icmp{.type = 129} / Payload{8}));
        EXPECT_EQ(plane_->stats(id).probes_answered, 2u);
    }
}

TEST_F(LiveTest, TooLargeIsFragmentedInsideAndTheFragmentsStayTogether) {
    live_->from_host(Eth{} / Ipv4{.df = false} / Udp{} / Payload{1440});
    Flow fragments{};
    for (int wait = 0; wait < 200 && plane_->pinned(fragments) == 0; ++wait)
        usleep(10000);
    uint32_t tunnel = plane_->pinned(fragments);
    ASSERT_NE(tunnel, 0u);
    size_t payload = 0;
    for (int i = 0; i < 2; ++i) {
        auto fragment = live_->at_peer(tunnel);
        ASSERT_TRUE(fragment);
        EXPECT_LE(fragment->size(), 1400u);
        payload += fragment->size() - 20;
    }
    EXPECT_EQ(payload, 1448u);
}

TEST_F(LiveTest, StackAnswersWhenTheLastHopIsReached) {
    live_->from_host(flow(1).outgoing(1));
    auto answer = live_->at_host();
    ASSERT_TRUE(answer);
    EXPECT_EQ((*answer)[14 + 20], 11) << "time exceeded";

    live_->from_peer(2, l3(flow(2).incoming(1)));
    auto error = live_->at_peer(2);
    ASSERT_TRUE(error) << "the error goes back by the tunnel of the flow that it quotes";
    EXPECT_EQ((*error)[20], 11);
}

TEST_F(LiveTest, HeaderCutShortIsDroppedWithoutALinkLayerToo) {
    Bytes whole = l3(flow(1).incoming());
    uint64_t dropped = 0;
    for (size_t size = 1; size < whole.size(); ++size) {
        live_->from_peer(1, Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
        ++dropped;
    }
    for (int wait = 0; wait < 200 && plane_->drops(HW_DROP_MALFORMED) < dropped; ++wait)
        usleep(10000);
    EXPECT_EQ(plane_->drops(HW_DROP_MALFORMED), dropped);
    // The gateway announces its multicast groups on the bundle interface at times of its own.
    EXPECT_EQ(plane_->all_drops() - plane_->drops(HW_DROP_NOT_UNICAST), dropped);
}

TEST_F(LiveTest, WithoutAUsableTunnelNothingLeaves) {
    for (uint32_t id = 1; id <= 3; ++id)
        plane_->set_state(id, HW_TUNNEL_DOWN);
    for (unsigned n = 0; n < 20; ++n)
        live_->from_host(flow(n).outgoing());
    for (int wait = 0; wait < 200 && plane_->drops(HW_DROP_NO_TUNNEL) < 20; ++wait)
        usleep(10000);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_TUNNEL), 20u);
    for (uint32_t id = 1; id <= 3; ++id)
        EXPECT_EQ(live_->at_peer(id, 0), std::nullopt);
}

}  // namespace
}  // namespace hawser::bpf

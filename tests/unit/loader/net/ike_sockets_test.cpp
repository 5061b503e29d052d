// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/ike_sockets.h"

#include <gmock/gmock.h>

#include <memory>

#include "loader/net/udp_socket.h"
#include "tests/unit/loader/net/private_network.h"

namespace hawser::loader {
namespace {

using testing::HasSubstr;

IpAddress address(std::string_view text) {
    return IpAddress::parse(text).value();
}

/// Free ports, so that a daemon that runs on this machine is not in the way where there is no private
/// network.
IkeSocketConfig on(std::string_view text, const std::string& interface = "lo") {
    return {interface, address(text), 0, 0};
}

class IkeSocketsTest : public PrivateNetwork {
 protected:
    struct Heard {
        Endpoint local;
        Endpoint remote;
        Bytes datagram;
    };
    void open(const IkeSocketConfig& config) {
        const Result<void> opened = sockets->open(config);
        ASSERT_TRUE(opened.ok()) << opened.error().text();
    }
    /// A UDP socket without any of IKE's manners: it sees what is really on the wire.
    std::unique_ptr<UdpSocket> plain_socket(std::string_view text) {
        return UdpSocket::open(loop, {Endpoint{address(text), 0}, "lo", false},
                               [this](const Endpoint& remote, ByteView bytes) {
                                   plain.push_back({Endpoint{}, remote, to_bytes(bytes)});
                               })
            .value();
    }
    std::vector<Heard> heard;
    std::vector<Heard> plain;
    std::unique_ptr<IkeSockets> sockets = std::make_unique<IkeSockets>(
        loop, [this](const Endpoint& local, const Endpoint& remote, ByteView datagram) {
            heard.push_back({local, remote, to_bytes(datagram)});
        });
};

TEST_F(IkeSocketsTest, BothPortsCarryTheSameDatagram) {
    for (const char* text : {"127.0.0.1", "::1"}) {
        heard.clear();
        open(on(text));
        const Endpoint ike = sockets->ike_endpoint(address(text));
        const Endpoint natt = sockets->natt_endpoint(address(text));
        ASSERT_TRUE(sockets->send(ike, ike, Bytes{1, 2, 3}).ok());
        ASSERT_TRUE(run_until([this] { return heard.size() == 1; })) << text;
        EXPECT_EQ(heard[0].local, ike);
        EXPECT_EQ(heard[0].remote, ike);
        EXPECT_EQ(heard[0].datagram, (Bytes{1, 2, 3}));
        ASSERT_TRUE(sockets->send(natt, natt, Bytes{4, 5, 6}).ok());
        ASSERT_TRUE(run_until([this] { return heard.size() == 2; })) << text;
        EXPECT_EQ(heard[1].local, natt);
        EXPECT_EQ(heard[1].datagram, (Bytes{4, 5, 6})) << "without the marker";
    }
}

TEST_F(IkeSocketsTest, TheMarkerIsOnTheWireOfTheTraversalPortOnly) {
    open(on("127.0.0.1"));
    const auto other = plain_socket("127.0.0.2");
    const IpAddress local = address("127.0.0.1");
    ASSERT_TRUE(sockets->send(sockets->ike_endpoint(local), other->local(), Bytes{7}).ok());
    ASSERT_TRUE(sockets->send(sockets->natt_endpoint(local), other->local(), Bytes{7}).ok());
    ASSERT_TRUE(sockets->send_nat_keepalive(sockets->natt_endpoint(local), other->local()).ok());
    ASSERT_TRUE(run_until([this] { return plain.size() == 3; }));
    EXPECT_EQ(plain[0].datagram, (Bytes{7}));
    EXPECT_EQ(plain[1].datagram, (Bytes{0, 0, 0, 0, 7}));
    EXPECT_EQ(plain[2].datagram, (Bytes{0xff}));
}

TEST_F(IkeSocketsTest, EspAndKeepalivesOnTheTraversalPortAreNotForUs) {
    open(on("127.0.0.1"));
    const auto other = plain_socket("127.0.0.2");
    const Endpoint natt = sockets->natt_endpoint(address("127.0.0.1"));
    Bytes esp(64, 0x55);
    ASSERT_TRUE(other->send(natt, esp).ok());
    ASSERT_TRUE(other->send(natt, Bytes{0xff}).ok());
    ASSERT_TRUE(other->send(natt, Bytes{0, 0, 0, 0}).ok()) << "a marker with nothing after it";
    ASSERT_TRUE(other->send(natt, Bytes{0, 0, 0, 0, 9}).ok());
    ASSERT_TRUE(run_until([this] { return !heard.empty(); }));
    ASSERT_EQ(heard.size(), 1u);
    EXPECT_EQ(heard[0].datagram, (Bytes{9}));
}

TEST_F(IkeSocketsTest, LeavesByItsOwnUplinkAgainstTheRoutes) {
    add_veth("wan1", "isp1");
    add_veth("wan2", "isp2");
    ip("addr add 198.51.100.2/24 dev wan1");
    ip("addr add 192.0.2.2/24 dev wan2");
    ip("route add default via 198.51.100.1 metric 1");
    ip("route add default via 192.0.2.1 metric 2");
    ip("neigh add 198.51.100.1 lladdr 02:00:00:00:00:01 nud permanent dev wan1");
    ip("neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 nud permanent dev wan2");
    Tap isp1("isp1");
    Tap isp2("isp2");
    open(on("192.0.2.2", "wan2"));
    const Endpoint peer{address("203.0.113.10"), 500};
    ASSERT_TRUE(sockets->send(sockets->ike_endpoint(address("192.0.2.2")), peer, Bytes(100, 1)).ok());
    const auto packet = isp2.wait_for([](const Bytes& bytes) { return bytes.size() > 20 && bytes[9] == 17; });
    ASSERT_TRUE(packet);
    EXPECT_EQ(Bytes(packet->begin() + 12, packet->begin() + 20), (Bytes{192, 0, 2, 2, 203, 0, 113, 10}));
    EXPECT_EQ((*packet)[6] & 0x40, 0) << "no DF";
    EXPECT_TRUE(isp1.seen().empty());
}

TEST_F(IkeSocketsTest, PoliciesThatBlockEverythingLetIkePass) {
    for (const char* direction : {"out", "in"}) {
        ip(std::string("xfrm policy add src 0.0.0.0/0 dst 0.0.0.0/0 dir ") + direction + " action block");
        ip(std::string("xfrm policy add src ::/0 dst ::/0 dir ") + direction + " action block");
    }
    ip("addr add 192.0.2.2/32 dev lo");
    ip("addr add 2001:db8::2/128 dev lo nodad");
    // On lo itself there are no policies at all, unless it is told so.
    ASSERT_EQ(std::system("echo 0 > /proc/sys/net/ipv4/conf/lo/disable_policy"), 0);
    ASSERT_EQ(std::system("echo 0 > /proc/sys/net/ipv4/conf/lo/disable_xfrm"), 0);
    for (const char* text : {"192.0.2.2", "2001:db8::2"}) {
        heard.clear();
        open(on(text));
        const Endpoint ike = sockets->ike_endpoint(address(text));
        const Result<void> sent = sockets->send(ike, ike, Bytes{1});
        ASSERT_TRUE(sent.ok()) << sent.error().text();
        EXPECT_TRUE(run_until([this] { return !heard.empty(); })) << text;
    }
    EXPECT_NE(std::system("ping -c 1 -W 1 192.0.2.2 > /dev/null 2>&1"), 0) << "the policies do block";
}

TEST_F(IkeSocketsTest, OpeningTwiceIsOpeningOnce) {
    open(on("127.0.0.1"));
    const Endpoint before = sockets->ike_endpoint(address("127.0.0.1"));
    open(on("127.0.0.1"));
    EXPECT_EQ(sockets->ike_endpoint(address("127.0.0.1")), before);
    IkeSocketConfig changed = on("127.0.0.1");
    changed.interface.clear();
    open(changed);
    EXPECT_EQ(sockets->addresses(), std::vector<IpAddress>{address("127.0.0.1")});
}

TEST_F(IkeSocketsTest, FailuresSayWhatAndLeaveNothingOpen) {
    const Result<void> no_interface = sockets->open(on("127.0.0.1", "nowhere0"));
    ASSERT_FALSE(no_interface.ok());
    EXPECT_THAT(no_interface.error().text(), HasSubstr("interface nowhere0: No such device"));
    const Result<void> no_address = sockets->open(on("192.0.2.77"));
    ASSERT_FALSE(no_address.ok());
    EXPECT_THAT(no_address.error().text(), HasSubstr("192.0.2.77[0]"));
    open(on("127.0.0.1"));
    IkeSocketConfig taken = on("127.0.0.2");
    IkeSockets others(loop, [](const Endpoint&, const Endpoint&, ByteView) {});
    ASSERT_TRUE(others.open(taken).ok());
    taken.natt_port = others.natt_endpoint(taken.address).port;
    const Result<void> in_use = sockets->open(taken);
    ASSERT_FALSE(in_use.ok()) << "another IKE daemon is found out at once";
    EXPECT_EQ(in_use.error().error_number(), EADDRINUSE);
    EXPECT_EQ(sockets->addresses(), std::vector<IpAddress>{address("127.0.0.1")});
}

TEST_F(IkeSocketsTest, SendingFromWhatIsNotOpenFails) {
    const Endpoint peer{address("127.0.0.1"), 9};
    EXPECT_FALSE(sockets->send(Endpoint{address("127.0.0.1"), 500}, peer, Bytes{1}).ok());
    open(on("127.0.0.1"));
    EXPECT_FALSE(sockets->send(Endpoint{address("127.0.0.1"), 1}, peer, Bytes{1}).ok());
    const Endpoint local = sockets->ike_endpoint(address("127.0.0.1"));
    EXPECT_TRUE(sockets->send(local, peer, Bytes{1}).ok());
    sockets->close(address("127.0.0.1"));
    EXPECT_FALSE(sockets->send(local, peer, Bytes{1}).ok());
}

TEST_F(IkeSocketsTest, TheHandlerMayCloseItsSocket) {
    int calls = 0;
    IkeSockets closing(loop, [&](const Endpoint& local, const Endpoint&, ByteView) {
        ++calls;
        closing.close(local.address);
    });
    ASSERT_TRUE(closing.open(on("127.0.0.1")).ok());
    const Endpoint ike = closing.ike_endpoint(address("127.0.0.1"));
    ASSERT_TRUE(closing.send(ike, ike, Bytes{1}).ok());
    ASSERT_TRUE(closing.send(ike, ike, Bytes{2}).ok());
    ASSERT_TRUE(run_until([&] { return calls > 0; }));
    loop.run_for(std::chrono::milliseconds(50));
    EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace hawser::loader

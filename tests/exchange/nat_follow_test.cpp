// SPDX-License-Identifier: BSD-2-Clause
// RFC 7296 2.23 and RFC 3948: what keeps a NAT's mapping, and what happens when it has changed.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

/// Left is behind a NAT whose mappings a test changes; right waits for whomever.
struct NatPair : Pair {
    explicit NatPair(bool with_mobike) {
        link.nat = Nat{link.left.address, IpAddress::parse("192.0.2.1").value()};
        right.remote_address.reset();
        left.mobike = with_mobike;
    }
    [[nodiscard]] const InstallChildSa& right_pair() const {
        return link.right.kernel.pairs().begin()->second;
    }
    [[nodiscard]] size_t keepalives() const {
        return static_cast<size_t>(
            std::count(link.trace.begin(), link.trace.end(), "left --> NAT-keepalive"));
    }
};

TEST(NatFollow, TheKernelsPairFollowsWithTheIkeSa) {
    for (const bool with_mobike : {false, true}) {
        NatPair pair(with_mobike);
        pair.start();
        ASSERT_TRUE(pair.comes_up());
        pair.link.nat->outside = IpAddress::parse("192.0.2.77").value();
        pair.link.nat->port_offset = 30000;
        const hawser::Endpoint outside{pair.link.nat->outside, 34500};
        const uint64_t sa = pair.link.right.status().uniqueid;
        ASSERT_TRUE(pair.link.run_until([&] { return pair.right_pair().remote == outside; }, 30s))
            << with_mobike;
        EXPECT_EQ(pair.link.right.status().remote_host, outside.address);
        EXPECT_EQ(pair.link.right.status().remote_port, outside.port);
        EXPECT_TRUE(pair.right_pair().udp_encapsulation);
        pair.link.run_for(60s);
        EXPECT_TRUE(pair.is_one_tunnel());
        EXPECT_EQ(pair.link.right.status().uniqueid, sa);
        EXPECT_EQ(pair.link.right.kernel.installs(), 1u) << "moved, not made anew";
    }
}

TEST(NatFollow, RetiredPairsGoWithIt) {
    NatPair pair(false);
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    ASSERT_TRUE(pair.link.left.endpoint->rekey_child(ConnectionId(1), pair.link.now).ok());
    ASSERT_TRUE(pair.link.run_until(
        [&] { return pair.link.right.kernel.live() == 1 && pair.link.right.kernel.pairs().size() == 2; },
        10s));
    pair.link.nat->port_offset = 30000;
    ASSERT_TRUE(pair.link.left.endpoint->rekey_child(ConnectionId(1), pair.link.now).ok());
    pair.link.run_for(1s);
    for (const auto& [handle, one] : pair.link.right.kernel.pairs())
        EXPECT_EQ(one.remote.port, 34500) << handle.value();
}

TEST(NatFollow, OnlyWhatIsAuthenticAndNewMovesAnything) {
    NatPair pair(false);
    pair.left.liveness_interval = pair.right.liveness_interval = 0s;
    Bytes request;
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        if (from.name == "left") request = datagram.bytes;
        return true;
    };
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const hawser::Endpoint before = pair.right_pair().remote;
    const hawser::Endpoint thief{IpAddress::parse("192.0.2.66").value(), 4500};
    pair.link.inject(pair.link.right, thief, request, 4500);
    EXPECT_EQ(pair.link.right.endpoint->counters().responses_replayed, 1u) << "a repetition is answered";
    request.back() ^= 1;
    pair.link.inject(pair.link.right, thief, request, 4500);
    EXPECT_EQ(pair.right_pair().remote, before);
    EXPECT_EQ(pair.link.right.status().remote_host, before.address);
}

TEST(NatFollow, WhoIsBehindTheNatStaysWithTheAddressThatHeKnows) {
    NatPair pair(false);
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    ASSERT_TRUE(pair.link.right.endpoint->rekey_ike(ConnectionId(1), pair.link.now).ok());
    // The peer's request comes from elsewhere: somebody forwards it.
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        if (from.name == "right") datagram.local.address = IpAddress::parse("203.0.113.99").value();
        return true;
    };
    pair.link.drain();
    pair.link.run_for(100ms);
    EXPECT_EQ(pair.link.left.kernel.pairs().begin()->second.remote.address, pair.link.right.address);
}

TEST(NatKeepalive, GoesWhenNothingElseDoes) {
    NatPair pair(false);
    pair.left.liveness_interval = pair.right.liveness_interval = 0s;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.trace.clear();
    pair.link.run_for(101s);
    EXPECT_EQ(pair.keepalives(), 5u);
    EXPECT_EQ(pair.link.trace.size(), 5u) << "and the side that is not behind the NAT sends none";
}

TEST(NatKeepalive, IsLeftOutWhereItIsNotNeeded) {
    NatPair busy(false);
    busy.left.liveness_interval = 10s;
    busy.start();
    ASSERT_TRUE(busy.comes_up());
    busy.link.run_for(2min);
    EXPECT_EQ(busy.keepalives(), 0u) << "IKE itself keeps the mapping";

    NatPair never(false);
    never.left.liveness_interval = never.right.liveness_interval = 0s;
    never.left.nat_keepalive = 0s;
    never.start();
    ASSERT_TRUE(never.comes_up());
    never.link.run_for(2min);
    EXPECT_EQ(never.keepalives(), 0u);

    Pair bare;
    bare.left.liveness_interval = bare.right.liveness_interval = 0s;
    bare.start();
    ASSERT_TRUE(bare.comes_up());
    bare.link.trace.clear();
    bare.link.run_for(2min);
    EXPECT_TRUE(bare.link.trace.empty()) << bare.link.trace.front();
}

}  // namespace
}  // namespace hawser::ike::test

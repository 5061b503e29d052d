// SPDX-License-Identifier: BSD-2-Clause
// Two IKE SAs for one tunnel, and several tunnels with one peer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;

TEST(BothBegin, AndTheLowerSpiIsKeptOnBothSides) {
    int kept_left = 0;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        Pair pair(seed);
        pair.right.initiate = Initiate::kAuto;
        pair.start();
        pair.link.drain();
        ASSERT_EQ(pair.link.in_flight(), 2u);
        const IkeSpi left = pair.link.left.status().initiator_spi;
        const IkeSpi right = pair.link.right.status().initiator_spi;
        pair.link.run_for(30s);
        ASSERT_TRUE(pair.is_one_tunnel()) << "seed " << seed;
        EXPECT_EQ(pair.link.left.status().initiator_spi, std::min(left, right)) << "seed " << seed;
        EXPECT_EQ(pair.link.left.endpoint->counters().retransmissions, 0u);
        if (left < right) ++kept_left;
    }
    EXPECT_GT(kept_left, 0);
    EXPECT_LT(kept_left, 20) << "the rule must not favour one side";
}

TEST(BothBegin, OneAttemptIsDroppedEarlyIfTheOtherIsThrough) {
    Pair pair;
    pair.right.initiate = Initiate::kAuto;
    ASSERT_TRUE(pair.link.right.endpoint->add(pair.right, pair.link.now).ok());
    pair.link.lose();  // <-- IKE_SA_INIT
    ASSERT_TRUE(pair.link.left.endpoint->add(pair.left, pair.link.now).ok());
    pair.link.run_for(1s);
    EXPECT_TRUE(pair.is_one_tunnel());
    EXPECT_TRUE(pair.link.left.status().initiator);
}

TEST(BothBegin, AgainAndAgainInBadWeather) {
    for (uint64_t seed = 1; seed <= 60; ++seed) {
        Pair pair(seed);
        pair.right.initiate = Initiate::kAuto;
        pair.link.weather = {0.3, 0.3, 5ms, 400ms};
        pair.start();
        pair.link.run_for(3min);
        pair.link.weather = {};
        EXPECT_TRUE(pair.comes_up(3min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
        pair.link.run_for(2min);
        EXPECT_TRUE(pair.is_one_tunnel()) << "seed " << seed << ": " << pair.is_one_tunnel().message();
    }
}

TEST(Straggler, OfAnEarlierAttemptDoesNotReplaceTheLaterOne) {
    Pair pair;
    pair.left.retransmission.tries = 1;
    // The first IKE_AUTH is held up on the way; its sender gives up and begins again.
    Bytes held_up;
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        const bool auth = pair.link.trace.back().find("IKE_AUTH") != std::string::npos;
        if (from.name != "left" || !auth || !held_up.empty()) return true;
        held_up = datagram.bytes;
        return false;
    };
    pair.start();
    ASSERT_TRUE(pair.link.run_until([&] { return pair.link.left.is_up() && pair.link.right.is_up(); }, 60s));
    ASSERT_EQ(pair.link.right.endpoint->half_open_count(), 1u);
    pair.link.inject(pair.link.right, {pair.link.left.address, 500}, held_up);
    EXPECT_EQ(pair.link.right.endpoint->half_open_count(), 0u);
    pair.link.run_for(10s);
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
}

/// The left side with two uplinks to one address of the right side, under one identity.
struct Siblings : Pair {
    explicit Siblings(bool told) {
        link.left.more_addresses = {IpAddress::parse("198.51.100.3").value()};
        left.siblings = told;
        right.siblings = told;
        left2 = left;
        left2.id = ConnectionId(2);
        left2.name = "pop/wan2";
        left2.if_id = IfId(2);
        left2.local_address = link.left.more_addresses[0];
        right2 = right;
        right2.id = ConnectionId(2);
        right2.name = "branch/wan2";
        right2.remote_address = left2.local_address;
    }
    void start_all() {
        ASSERT_TRUE(link.right.endpoint->add(right, link.now).ok());
        ASSERT_TRUE(link.right.endpoint->add(right2, link.now).ok());
        ASSERT_TRUE(link.left.endpoint->add(left, link.now).ok());
        ASSERT_TRUE(link.left.endpoint->add(left2, link.now).ok());
    }
    bool both_up() {
        return link.run_until(
            [&] {
                return link.left.is_up(1) && link.left.is_up(2) && link.right.is_up(1) && link.right.is_up(2);
            },
            20s);
    }
    /// Each connection's pair fits the peer's pair of the connection with this id.
    std::string fault(uint32_t one, uint32_t other) {
        const auto* a = link.left.kernel.outbound(ConnectionId(one));
        const auto* b = link.right.kernel.outbound(ConnectionId(other));
        return a == nullptr || b == nullptr ? "nothing installed" : mismatch(*a, *b);
    }
    ConnectionConfig left2;
    ConnectionConfig right2;
};

TEST(ManyTunnels, InitialContactReplacesItsOwnTunnelOnly) {
    Siblings all(false);
    all.start_all();
    ASSERT_TRUE(all.both_up());
    all.link.run_for(1min);
    EXPECT_EQ(all.link.right.endpoint->sa_count(), 2u);
    EXPECT_EQ(all.link.right.kernel.pairs().size(), 2u);
    EXPECT_EQ(all.fault(1, 1), "");
    EXPECT_EQ(all.fault(2, 2), "");
}

TEST(ManyTunnels, InitialContactIsNotSentToAPeerWithSiblings) {
    const auto auth_size = [](bool told) {
        Siblings all(told);
        size_t size = 0;
        all.link.filter = [&](const Side& from, SendDatagram& datagram) {
            const bool auth = all.link.trace.back().find("IKE_AUTH") != std::string::npos;
            if (from.name == "left" && auth && size == 0) size = datagram.bytes.size();
            return true;
        };
        all.start_all();
        EXPECT_TRUE(all.both_up());
        return size;
    };
    constexpr size_t kNotifySize = 8;
    EXPECT_EQ(auth_size(false), auth_size(true) + kNotifySize);
}

TEST(ManyTunnels, EndingOneLeavesTheOther) {
    Siblings all(true);
    all.start_all();
    ASSERT_TRUE(all.both_up());
    ASSERT_TRUE(all.link.left.endpoint->terminate(ConnectionId(1), all.link.now).ok());
    all.link.run_for(1min);
    EXPECT_FALSE(all.link.right.is_up(1));
    EXPECT_TRUE(all.link.right.is_up(2));
    EXPECT_EQ(all.fault(2, 2), "");
}

TEST(ManyTunnels, OfAPeerWithUnknownAddressesAreToldApartByTheirNames) {
    Siblings all(true);
    all.right.remote_address.reset();
    all.right2.remote_address.reset();
    all.start_all();
    ASSERT_TRUE(all.both_up());
    EXPECT_EQ(all.link.right.kernel.pairs().size(), 2u);
    const bool straight = all.fault(1, 1).empty();
    EXPECT_EQ(all.fault(1, straight ? 1 : 2), "");
    EXPECT_EQ(all.fault(2, straight ? 2 : 1), "");
    // After a restart each finds its own again, in whatever order they come.
    all.link.left.restart();
    ASSERT_TRUE(all.link.left.endpoint->add(all.left2, all.link.now).ok());
    ASSERT_TRUE(all.link.left.endpoint->add(all.left, all.link.now).ok());
    all.link.run_for(1min);
    EXPECT_EQ(all.fault(1, straight ? 1 : 2), "");
    EXPECT_EQ(all.fault(2, straight ? 2 : 1), "");
    EXPECT_EQ(all.link.right.endpoint->sa_count(), 2u);
}

TEST(ManyTunnels, AreToldApartByIdentityToo) {
    Siblings all(true);
    all.left2.local_identity = Identity::fqdn("wan2.branch.example");
    all.right2.remote_identity = all.left2.local_identity;
    all.right.remote_address.reset();
    all.right2.remote_address.reset();
    all.start_all();
    ASSERT_TRUE(all.both_up());
    EXPECT_EQ(all.fault(1, 1), "");
    EXPECT_EQ(all.fault(2, 2), "");
}

}  // namespace
}  // namespace hawser::ike::test

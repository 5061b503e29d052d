// SPDX-License-Identifier: BSD-2-Clause
// RFC 7296 2.23: a NAT between the peers is found, and IKE and ESP go to port 4500.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

IpAddress outside() {
    return IpAddress::parse("192.0.2.1").value();
}

TEST(Nat, InFrontOfTheInitiator) {
    Pair pair;
    pair.link.nat = Nat{pair.link.left.address, outside()};
    pair.right.remote_address.reset();
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const SaStatus left = pair.link.left.status();
    EXPECT_TRUE(left.nat_local);
    EXPECT_FALSE(left.nat_remote);
    EXPECT_EQ(left.local_port, 4500);
    EXPECT_EQ(left.remote_port, 4500);
    const SaStatus right = pair.link.right.status();
    EXPECT_TRUE(right.nat_remote);
    EXPECT_EQ(right.remote_host, outside());
    EXPECT_EQ(right.remote_port, 24500) << "the NAT's port, and not the initiator's";
    const InstallChildSa& pair_in_kernel = pair.link.right.kernel.pairs().begin()->second;
    EXPECT_TRUE(pair_in_kernel.udp_encapsulation);
    EXPECT_EQ(pair_in_kernel.remote, (hawser::Endpoint{outside(), 24500}));
    EXPECT_EQ(pair_in_kernel.local.port, 4500);
}

TEST(Nat, InFrontOfTheResponder) {
    Pair pair;
    // Static port forwarding: the ports stay.
    pair.link.nat = Nat{pair.link.right.address, outside(), 0};
    pair.left.remote_address = outside();
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_TRUE(pair.link.left.status().nat_remote);
    EXPECT_TRUE(pair.link.right.status().nat_local);
    EXPECT_EQ(pair.link.right.status().local_port, 4500);
    EXPECT_TRUE(pair.link.left.kernel.pairs().begin()->second.udp_encapsulation);
}

TEST(Nat, ForcedEncapsulationOfEitherSide) {
    for (const bool by_initiator : {true, false}) {
        Pair pair;
        (by_initiator ? pair.left : pair.right).encapsulation = Encapsulation::kForced;
        pair.start();
        ASSERT_TRUE(pair.comes_up()) << by_initiator;
        EXPECT_EQ(pair.link.left.status().local_port, 4500);
        EXPECT_TRUE(pair.link.left.kernel.pairs().begin()->second.udp_encapsulation);
    }
}

TEST(Nat, WithoutOneNothingMoves) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.left.status().local_port, 500);
    EXPECT_FALSE(pair.link.left.status().nat_local || pair.link.left.status().nat_remote);
    EXPECT_FALSE(pair.link.left.kernel.pairs().begin()->second.udp_encapsulation);
}

TEST(Nat, ResponderFollowsTheNatsNewPort) {
    Pair pair;
    pair.link.nat = Nat{pair.link.left.address, outside()};
    pair.right.remote_address.reset();
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.nat->port_offset = 30000;  // the NAT has been restarted
    ASSERT_TRUE(pair.link.run_until([&] { return pair.link.right.status().remote_port == 34500; }, 30s));
    pair.link.run_for(60s);
    EXPECT_TRUE(pair.is_one_tunnel());
}

}  // namespace
}  // namespace hawser::ike::test

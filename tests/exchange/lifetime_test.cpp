// SPDX-License-Identifier: BSD-2-Clause
// Lifetimes: rekeying in time and by traffic, the end of a life, and what proves a peer alive.
#include <gtest/gtest.h>

#include "tests/exchange/rekey_support.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

ChildLifetime of(Duration rekey_time) {
    ChildLifetime lifetime;
    lifetime.rekey_time = rekey_time;
    return lifetime;
}

TEST(Lifetime, ChildIsRekeyedInTimeByOneSideOnly) {
    QuietPair pair;
    pair.left.child_lifetime = pair.right.child_lifetime = of(10min);
    pair.begin();
    const ChildSaStatus child = pair.link.left.status().child_sas.at(0);
    EXPECT_LT(*child.rekey_time, child.install_time + 10min);
    EXPECT_EQ(*child.life_time, child.install_time + 11min);
    ASSERT_TRUE(pair.goes_on(10h));
    const size_t installs = pair.link.left.kernel.installs();
    EXPECT_GE(installs, 60u);
    EXPECT_LE(installs, 70u) << "no more than the random share and no collision explain";
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
}

TEST(Lifetime, IkeSaIsRekeyedInTime) {
    QuietPair pair;
    pair.left.ike_lifetime.rekey_time = pair.right.ike_lifetime.rekey_time = 30min;
    pair.begin();
    ASSERT_TRUE(pair.goes_on(10h));
    EXPECT_EQ(pair.link.left.endpoint->counters().ike_sas_established, 1u) << "authenticated once";
    EXPECT_GE(pair.link.left.status().uniqueid, 20u);
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
}

TEST(Lifetime, SoftLimitOfTrafficRekeys) {
    QuietPair pair;
    pair.begin();
    const InstallChildSa& child = pair.link.left.kernel.pairs().begin()->second;
    pair.link.left.endpoint->child_expired(ConnectionId(1), child.spi_out, false, pair.link.now);
    pair.link.left.endpoint->child_expired(ConnectionId(1), child.spi_in, false, pair.link.now);
    ASSERT_TRUE(pair.goes_on(10s));
    EXPECT_EQ(pair.link.left.kernel.installs(), 2u) << "once for both directions";
    EXPECT_EQ(pair.link.left.status().child_sas.at(0).uniqueid, 2u)
        << "counted for people, as strongSwan does";
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
}

TEST(Lifetime, LimitsOfTrafficGoToTheKernel) {
    QuietPair pair;
    pair.left.child_lifetime.rekey_bytes = 1000000;
    pair.left.child_lifetime.life_packets = 5000;
    pair.left.child_lifetime.rekey_packets = 4000;
    pair.begin();
    const TrafficLimits limits = pair.link.left.kernel.pairs().begin()->second.limits;
    EXPECT_LE(limits.soft_bytes, 950000u) << "the creator takes off between 5 and 10 %";
    EXPECT_GE(limits.soft_bytes, 900000u);
    EXPECT_EQ(limits.hard_bytes, 1100000u);
    EXPECT_EQ(limits.hard_packets, 5000u);
    EXPECT_GE(limits.soft_packets, 3600u);
    EXPECT_EQ(pair.link.right.kernel.pairs().begin()->second.limits, TrafficLimits());
}

TEST(Lifetime, HardLimitOfTheOnlyChildStartsAgain) {
    QuietPair pair;
    pair.begin();
    const EspSpi spi = pair.link.left.kernel.pairs().begin()->second.spi_out;
    pair.link.left.endpoint->child_expired(ConnectionId(1), spi, true, pair.link.now);
    pair.link.drain();
    EXPECT_EQ(pair.link.left.kernel.live(), 0u) << "it must not be used (RFC 7296 2.8)";
    EXPECT_TRUE(pair.comes_up(1min));
}

TEST(Lifetime, OfStrangersSpisIsNoMatter) {
    QuietPair pair;
    pair.begin();
    pair.link.left.endpoint->child_expired(ConnectionId(1), EspSpi(0x1234), true, pair.link.now);
    pair.link.left.endpoint->child_expired(ConnectionId(9), EspSpi(0x1234), true, pair.link.now);
    pair.expect_settled("");
}

TEST(Lifetime, RefusesWhatMakesNoSense) {
    Pair pair;
    pair.left.child_lifetime.life_time = 30min;
    EXPECT_FALSE(pair.link.left.endpoint->add(pair.left, pair.link.now).ok()) << "shorter than rekey_time";
    pair.left.child_lifetime = {};
    pair.left.child_lifetime.rand_time = 2h;
    EXPECT_FALSE(pair.link.left.endpoint->add(pair.left, pair.link.now).ok());
}

TEST(Liveness, IsNotAskedForWhileEspComes) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const size_t before = pair.link.trace.size();
    for (int i = 0; i < 60; ++i) {
        ++pair.link.left.kernel.packets_in;
        ++pair.link.right.kernel.packets_in;
        pair.link.run_for(1s);
    }
    EXPECT_EQ(pair.link.trace.size(), before);
    pair.link.run_for(1min);
    EXPECT_GT(pair.link.trace.size(), before) << "and it is as soon as ESP stops";
}

}  // namespace
}  // namespace hawser::ike::test

// SPDX-License-Identifier: BSD-2-Clause
// RFC 4555: the initiator's address changes, and the IKE SA and its Child SAs go on.
#include <gtest/gtest.h>

#include <algorithm>

#include "ike/wire/notify_data.h"
#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

const ConnectionId kId(1);

IpAddress address(const char* text) {
    return IpAddress::parse(text).value();
}

/// Right takes whoever proves who he is, from wherever.
struct MobilePair : Pair {
    explicit MobilePair(uint64_t seed = 1) : Pair(seed) { right.remote_address.reset(); }
    /// The left side has this address and no other.
    void renumber(const char* text) {
        link.left.address = address(text);
        ASSERT_TRUE(link.left.endpoint->network_changed(kId, link.left.address, link.now).ok());
        link.drain();
    }
    [[nodiscard]] const InstallChildSa& pair_of(const Side& side) const {
        return side.kernel.pairs().begin()->second;
    }
};

TEST(Mobike, TheSaGoesOnFromAnotherAddress) {
    MobilePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const SaStatus before = pair.link.left.status();
    pair.renumber("198.51.100.77");
    EXPECT_TRUE(pair.link.left.is_up());
    EXPECT_EQ(pair.pair_of(pair.link.left).local.address, pair.link.left.address) << "at once";
    ASSERT_TRUE(pair.link.run_until(
        [&] { return pair.pair_of(pair.link.right).remote.address == pair.link.left.address; }, 1s));
    const SaStatus after = pair.link.left.status();
    EXPECT_EQ(after.uniqueid, before.uniqueid);
    EXPECT_EQ(after.initiator_spi, before.initiator_spi);
    EXPECT_EQ(after.local_host, pair.link.left.address);
    EXPECT_EQ(pair.link.right.status().remote_host, pair.link.left.address);
    EXPECT_FALSE(after.nat_local || after.nat_remote);
    EXPECT_FALSE(pair.pair_of(pair.link.left).udp_encapsulation);
    pair.link.run_for(30s);
    EXPECT_TRUE(pair.is_one_tunnel());
    EXPECT_EQ(pair.link.left.kernel.installs() + pair.link.right.kernel.installs(), 2u);
}

TEST(Mobike, EspFollowsOnlyWhereThePeerAnswers) {
    MobilePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const IpAddress old = pair.link.left.address;
    pair.renumber("198.51.100.77");
    pair.link.pass();  // UPDATE_SA_ADDRESSES
    EXPECT_EQ(pair.link.right.status().remote_host, pair.link.left.address) << "IKE is at the new address";
    EXPECT_EQ(pair.pair_of(pair.link.right).remote.address, old) << "ESP is not";
    ASSERT_EQ(pair.link.in_flight(), 2u) << "the answer, and the question for COOKIE2";
    pair.link.run_for(100ms);
    EXPECT_EQ(pair.pair_of(pair.link.right).remote.address, pair.link.left.address);
}

TEST(Mobike, EspDoesNotFollowToWhereNobodyAnswers) {
    MobilePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const IpAddress old = pair.link.left.address;
    pair.renumber("198.51.100.77");
    pair.link.pass();
    pair.link.filter = [](const Side& from, SendDatagram&) { return from.name != "left"; };
    pair.link.run_for(20s);
    ASSERT_TRUE(pair.link.right.is_up());
    EXPECT_EQ(pair.pair_of(pair.link.right).remote.address, old);
    pair.link.run_for(20s);
    EXPECT_FALSE(pair.link.right.is_up());
}

TEST(Mobike, MovesBehindANatAndOutOfIt) {
    MobilePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.nat = Nat{address("10.9.9.9"), address("192.0.2.1")};
    pair.renumber("10.9.9.9");
    ASSERT_TRUE(pair.link.run_until([&] { return pair.link.left.status().nat_local; }, 5s));
    pair.link.run_for(1s);
    EXPECT_TRUE(pair.pair_of(pair.link.left).udp_encapsulation);
    EXPECT_TRUE(pair.pair_of(pair.link.right).udp_encapsulation);
    EXPECT_EQ(pair.pair_of(pair.link.right).remote, (hawser::Endpoint{address("192.0.2.1"), 24500}));
    pair.link.nat.reset();
    pair.renumber("198.51.100.77");
    pair.link.run_for(1s);
    EXPECT_FALSE(pair.pair_of(pair.link.left).udp_encapsulation);
    EXPECT_FALSE(pair.pair_of(pair.link.right).udp_encapsulation);
    EXPECT_TRUE(pair.is_one_tunnel());
    EXPECT_EQ(pair.link.left.kernel.installs(), 1u);
}

TEST(Mobike, StartsAgainWhereOneSideDoesNotDoIt) {
    for (const bool left : {true, false}) {
        MobilePair pair;
        (left ? pair.left : pair.right).mobike = false;
        pair.start();
        ASSERT_TRUE(pair.comes_up());
        const IkeSpi before = pair.link.left.status().initiator_spi;
        pair.renumber("198.51.100.77");
        ASSERT_TRUE(pair.comes_up(2min));
        EXPECT_NE(pair.link.left.status().initiator_spi, before);
        EXPECT_EQ(pair.link.right.status().remote_host, pair.link.left.address);
    }
}

TEST(Mobike, TheResponderCannotMove) {
    Pair pair;
    pair.left.initiate = Initiate::kNever;
    pair.right.initiate = Initiate::kAuto;
    pair.right.remote_address = pair.link.left.address;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.left.address = address("198.51.100.77");
    ASSERT_TRUE(pair.link.left.endpoint->network_changed(kId, pair.link.left.address, pair.link.now).ok());
    EXPECT_EQ(pair.link.left.endpoint->sa_count(), 0u);
}

TEST(Mobike, NotToWhereAnotherTunnelEnds) {
    MobilePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    ConnectionConfig sibling = pair.right;
    sibling.id = ConnectionId(2);
    sibling.name = "branch/wan2";
    sibling.if_id = IfId(2);
    sibling.remote_address = address("198.51.100.77");
    ASSERT_TRUE(pair.link.right.endpoint->add(sibling, pair.link.now).ok());
    pair.renumber("198.51.100.77");
    pair.link.run_for(100ms);
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kProtocolError);
    EXPECT_NE(pair.link.left.failure_text().find("UNACCEPTABLE_ADDRESSES"), std::string::npos)
        << pair.link.left.failure_text();
}

TEST(Mobike, TheAddressMayChangeAgainBeforeTheAnswer) {
    MobilePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const IkeSpi spi = pair.link.left.status().initiator_spi;
    pair.renumber("198.51.100.77");
    pair.renumber("198.51.100.78");
    pair.link.run_for(30s);
    EXPECT_TRUE(pair.is_one_tunnel());
    EXPECT_EQ(pair.link.left.status().initiator_spi, spi);
    EXPECT_EQ(pair.link.right.status().remote_host, pair.link.left.address);
}

TEST(Mobike, SurvivesRekeyingAndBadWeather) {
    for (uint64_t seed = 1; seed <= 40; ++seed) {
        MobilePair pair(seed);
        pair.start();
        ASSERT_TRUE(pair.comes_up());
        SeededRandom dice(seed);
        pair.link.weather = {0.15, 0.3, 5ms, 300ms};
        for (int round = 0; round < 6; ++round) {
            (void)(dice.chance(0.5) ? pair.link.left : pair.link.right)
                .endpoint->rekey_ike(kId, pair.link.now);
            (void)(dice.chance(0.5) ? pair.link.left : pair.link.right)
                .endpoint->rekey_child(kId, pair.link.now);
            pair.link.run_for(std::chrono::milliseconds(dice.below(800)));
            pair.renumber(round % 2 == 0 ? "198.51.100.77" : "198.51.100.2");
            pair.link.run_for(std::chrono::milliseconds(dice.below(9000)));
        }
        pair.link.weather = {};
        EXPECT_TRUE(pair.comes_up(3min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
        EXPECT_EQ(pair.link.right.status().remote_host, pair.link.left.address) << "seed " << seed;
    }
}

}  // namespace
}  // namespace hawser::ike::test

// SPDX-License-Identifier: BSD-2-Clause
// An IKE SA is replaced by a new one that inherits its Child SAs (RFC 7296 1.3.2, 2.18).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/rekey_support.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;

TEST(RekeyIke, ChildSasMoveAndMessageIdsBeginAnew) {
    QuietPair pair;
    pair.begin();
    const SaStatus before = pair.link.left.status();
    act(pair, pair.link.left, Act::kRekeyIke);
    /* --> CREATE_CHILD_SA { SA, Ni, KEi } <-- { SA, Nr, KEr } --> INFORMATIONAL { D } <-- { } */
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> CREATE_CHILD_SA request 2"));
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> CREATE_CHILD_SA response 2"));
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> INFORMATIONAL request 3"));
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> INFORMATIONAL response 3"));
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    const SaStatus after = pair.link.left.status();
    EXPECT_NE(after.initiator_spi, before.initiator_spi);
    EXPECT_NE(after.responder_spi, before.responder_spi);
    EXPECT_EQ(after.child_sas[0].spi_in, before.child_sas[0].spi_in);
    EXPECT_EQ(pair.link.left.kernel.installs(), 1u) << "traffic is not touched";
    const StateChanged& told = pair.link.left.changes.back();
    EXPECT_EQ(told.from, IkeSaState::kEstablished);
    EXPECT_EQ(told.to, IkeSaState::kEstablished) << told.reason;
    EXPECT_EQ(told.reason, "pop.example rekeyed by us");

    act(pair, pair.link.right, Act::kRekeyChild);
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> CREATE_CHILD_SA request 0"));
    pair.link.run_for(10s);
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
}

TEST(RekeyIke, WhoRekeysBecomesTheInitiator) {
    QuietPair pair;
    pair.begin();
    act(pair, pair.link.right, Act::kRekeyIke);
    pair.link.run_for(1s);
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_TRUE(pair.link.right.status().initiator);
    EXPECT_FALSE(pair.link.left.status().initiator);
}

TEST(RekeyIke, AgainAndAgainByBothSides) {
    QuietPair pair;
    pair.begin();
    for (int round = 0; round < 12; ++round) {
        act(pair, round % 3 == 0 ? pair.link.left : pair.link.right, Act::kRekeyIke);
        act(pair, round % 2 == 0 ? pair.link.left : pair.link.right, Act::kRekeyChild);
        ASSERT_TRUE(pair.goes_on(30s));
        ASSERT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    }
}

TEST(RekeyIke, InTheGroupThatThePeerWants) {
    QuietPair pair;
    pair.left.ike_proposals = {parse_ike_proposal("aes128gcm16-prfsha256-x25519-ecp256").value()};
    pair.right.ike_proposals = {parse_ike_proposal("aes128gcm16-prfsha256-ecp256").value()};
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyIke);
    ASSERT_TRUE(pair.goes_on(10s));
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.left.status().dh_group, "ECP_256");
    EXPECT_EQ(pair.link.left.endpoint->counters().ike_sas_established, 1u);
}

TEST(RekeyIke, LostMessagesInEveryPlace) {
    EXPECT_GT(play_all_orders([](QuietPair& pair) { act(pair, pair.link.left, Act::kRekeyIke); }, 2), 4u);
}

TEST(RekeyIke, KeepsTheRuleAboutWhoBegan) {
    // The restarted side's new SA must replace the one that the other side has rekeyed meanwhile.
    QuietPair pair;
    pair.left.siblings = pair.right.siblings = true;
    pair.begin();
    act(pair, pair.link.right, Act::kRekeyIke);
    pair.link.run_for(1s);
    pair.link.left.restart();
    ASSERT_TRUE(pair.link.left.endpoint->add(pair.left, pair.link.now).ok());
    EXPECT_TRUE(pair.comes_up(60s)) << pair.is_one_tunnel().message();
}

TEST(RekeyIke, OfAnSaThatReauthenticatesAtTheSameTime) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        QuietPair pair(seed);
        pair.left.reauth_time = 1min;
        pair.link.weather = {0.1, 0.2, 1ms, 300ms};
        pair.begin();
        for (int round = 0; round < 40; ++round) {
            pair.link.run_for(std::chrono::milliseconds(2000 + 117 * round));
            if (pair.link.right.is_up()) act(pair, pair.link.right, Act::kRekeyIke);
        }
        pair.link.weather = {};
        ASSERT_TRUE(pair.comes_up(3min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
    }
}

}  // namespace
}  // namespace hawser::ike::test

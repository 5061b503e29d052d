// SPDX-License-Identifier: BSD-2-Clause
// A Child SA is replaced by a new one within its IKE SA (RFC 7296 1.3.3, 2.8).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/exchange/rekey_support.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;

TEST(RekeyChild, ReadsBeforeItSendsOnBothSides) {
    QuietPair pair;
    pair.begin();
    const auto spi = [&](const Side& side) { return side.kernel.outbound(ConnectionId(1))->spi_out; };
    const EspSpi old_left = spi(pair.link.left);
    const EspSpi old_right = spi(pair.link.right);
    act(pair, pair.link.left, Act::kRekeyChild);

    /* --> CREATE_CHILD_SA { N(REKEY_SA), SA, Ni, TSi, TSr } */
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> CREATE_CHILD_SA request 2"));
    EXPECT_EQ(pair.link.right.kernel.pairs().size(), 2u) << "it reads before it answers";
    EXPECT_EQ(spi(pair.link.right), old_right) << "and sends by the old one: the answer may get lost";

    /* <-- CREATE_CHILD_SA { SA, Nr, TSi, TSr } */
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> CREATE_CHILD_SA response 2"));
    EXPECT_NE(spi(pair.link.left), old_left);
    EXPECT_EQ(spi(pair.link.right), old_right);

    /* --> INFORMATIONAL { D }: the initiator has the new one */
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> INFORMATIONAL request 3"));
    EXPECT_NE(spi(pair.link.right), old_right);
    EXPECT_EQ(pair.link.right.kernel.live(), 1u);
    EXPECT_EQ(pair.link.right.kernel.pairs().size(), 2u) << "the old one reads what is on its way";

    /* <-- INFORMATIONAL { D } */
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> INFORMATIONAL response 3"));
    EXPECT_EQ(gap(pair), "");
    pair.link.run_for(4s);
    EXPECT_EQ(pair.link.left.kernel.pairs().size(), 2u);
    pair.link.run_for(2s);
    EXPECT_TRUE(pair.is_one_tunnel());
}

TEST(RekeyChild, ByEitherSideAgainAndAgain) {
    QuietPair pair;
    pair.begin();
    for (int round = 0; round < 10; ++round) {
        act(pair, round % 2 == 0 ? pair.link.left : pair.link.right, Act::kRekeyChild);
        ASSERT_TRUE(pair.goes_on(10s));
        ASSERT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    }
    EXPECT_EQ(pair.link.left.kernel.installs(), 11u);
    EXPECT_EQ(pair.link.right.kernel.installs(), 11u);
    EXPECT_EQ(pair.link.left.endpoint->counters().ike_sas_established, 1u);
}

TEST(RekeyChild, WithAKeyExchangeOfItsOwn) {
    QuietPair pair;
    pair.left.esp_proposals = {parse_esp_proposal("aes128gcm16-x25519").value()};
    pair.right.esp_proposals = pair.left.esp_proposals;
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    EXPECT_THAT(pair.link.trace.back(), testing::HasSubstr("CREATE_CHILD_SA"));
    ASSERT_TRUE(pair.goes_on(10s));
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.left.kernel.installs(), 2u);
}

TEST(RekeyChild, InTheGroupThatThePeerWants) {
    QuietPair pair;
    pair.left.esp_proposals = {parse_esp_proposal("aes128gcm16-x25519-ecp256").value()};
    pair.right.esp_proposals = {parse_esp_proposal("aes128gcm16-ecp256").value()};
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    /* --> { KE x25519 } <-- N(INVALID_KE_PAYLOAD) --> { KE ecp256 } with the next message id */
    pair.link.pass();
    pair.link.pass();
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> CREATE_CHILD_SA request 3"));
    ASSERT_TRUE(pair.goes_on(10s));
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.left.kernel.installs(), 2u);
}

TEST(RekeyChild, TakesTheGroupThatOnlyThePeerAsksFor) {
    QuietPair pair;
    pair.left.esp_proposals = {parse_esp_proposal("aes128gcm16-ecp256").value()};
    pair.right.esp_proposals = {parse_esp_proposal("aes128gcm16").value()};
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    ASSERT_TRUE(pair.goes_on(10s));
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.left.kernel.installs(), 2u);
}

TEST(RekeyChild, InTheGroupOfTheIkeSaForAPeerThatInsistsOnOne) {
    QuietPair pair;
    pair.left.esp_proposals = {parse_esp_proposal("aes128gcm16").value()};
    pair.right.esp_proposals = {parse_esp_proposal("aes128gcm16-x25519").value()};
    pair.begin();
    for (unsigned round = 1; round <= 2; ++round) {
        act(pair, pair.link.left, Act::kRekeyChild);
        ASSERT_TRUE(pair.goes_on(10s));
        EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
        EXPECT_EQ(pair.link.left.kernel.installs(), 1 + round);
    }
    EXPECT_EQ(pair.link.left.endpoint->counters().ike_sas_established, 1u);
    const auto requests = std::count_if(pair.link.trace.begin(), pair.link.trace.end(), [](const auto& line) {
        return line.find("left --> CREATE_CHILD_SA request") == 0;
    });
    EXPECT_EQ(requests, 3) << "it is refused once";
}

TEST(RekeyChild, RefusedForGoodIsReplacedByANewIkeSa) {
    QuietPair pair;
    pair.left.esp_proposals = {parse_esp_proposal("aes128gcm16").value()};
    pair.right.esp_proposals = {parse_esp_proposal("aes128gcm16-ecp384").value()};
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    ASSERT_TRUE(pair.goes_on(30s)) << "the old one works until the new one does";
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.left.endpoint->counters().ike_sas_established, 2u);
}

TEST(RekeyChild, LostMessagesInEveryPlace) {
    EXPECT_GT(play_all_orders([](QuietPair& pair) { act(pair, pair.link.left, Act::kRekeyChild); }, 2), 4u);
}

TEST(RekeyChild, SilentPeerIsFoundDead) {
    QuietPair pair;
    pair.begin();
    pair.link.weather.loss = 1;
    act(pair, pair.link.left, Act::kRekeyChild);
    pair.link.run_for(30s);
    EXPECT_FALSE(pair.link.left.is_up());
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerDied);
    EXPECT_TRUE(pair.link.left.kernel.pairs().empty());
    pair.link.weather.loss = 0;
    EXPECT_TRUE(pair.comes_up(2min));
}

TEST(RekeyChild, PeerThatSpeaksFirstByTheNewOneNeedsNoDelete) {
    QuietPair pair;
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    pair.link.pass();
    pair.link.pass();
    pair.link.lose();  // the DELETE
    const EspSpi before = pair.link.right.kernel.outbound(ConnectionId(1))->spi_out;
    const ChildHandle made = pair.link.right.kernel.pairs().rbegin()->first;
    pair.link.right.endpoint->report_usage(made, 1, pair.link.now);  // ESP has come by the new one
    pair.link.drain();
    EXPECT_NE(pair.link.right.kernel.outbound(ConnectionId(1))->spi_out, before);
    EXPECT_EQ(gap(pair), "");
    pair.expect_settled("");
}

}  // namespace
}  // namespace hawser::ike::test

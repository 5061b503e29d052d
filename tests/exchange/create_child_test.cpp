// SPDX-License-Identifier: BSD-2-Clause
// Child SAs that are made after the initial exchange (RFC 7296 1.3.1, RFC 6023), and refusals (1.3, 2.25).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/rekey_support.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

TEST(CreateChild, BesideTheFirstOneByEitherSide) {
    for (const bool by_left : {true, false}) {
        QuietPair pair;
        pair.begin();
        Side& side = by_left ? pair.link.left : pair.link.right;
        ASSERT_TRUE(side.endpoint->create_child(ConnectionId(1), pair.link.now).ok());
        ASSERT_TRUE(pair.goes_on(1min));
        EXPECT_EQ(pair.link.left.kernel.live(), 2u);
        EXPECT_EQ(pair.link.right.kernel.live(), 2u);
        EXPECT_EQ(mismatch(*pair.link.left.kernel.outbound(ConnectionId(1)),
                           *pair.link.right.kernel.outbound(ConnectionId(1))),
                  "")
            << "both use the newer one";
    }
}

TEST(CreateChild, NoMoreThanAFew) {
    QuietPair pair;
    pair.begin();
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(pair.link.left.endpoint->create_child(ConnectionId(1), pair.link.now).ok());
        ASSERT_TRUE(pair.goes_on(10s));
    }
    EXPECT_EQ(pair.link.left.kernel.live(), 4u);
    EXPECT_EQ(pair.link.right.kernel.live(), 4u);
}

TEST(CreateChild, OfAnIkeSaThatBeganWithoutOne) {
    QuietPair pair;
    pair.left.childless = true;
    pair.left.esp_proposals = {parse_esp_proposal("aes128gcm16-ecp256").value()};
    pair.right.esp_proposals = pair.left.esp_proposals;
    pair.start();
    pair.link.pass();
    EXPECT_THAT(pair.link.pass(), HasSubstr("CHDLESS_SUP"));
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> IKE_AUTH request 1"));
    EXPECT_TRUE(pair.link.right.kernel.pairs().empty());
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> IKE_AUTH response 1"));
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> CREATE_CHILD_SA request 2"));
    EXPECT_EQ(pair.link.right.kernel.pairs().size(), 1u);
    pair.link.pass();
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    pair.expect_settled("");
}

TEST(CreateChild, ThatNeverComesEndsTheIkeSa) {
    QuietPair pair;
    pair.left.childless = true;
    pair.start();
    for (int i = 0; i < 4; ++i)
        pair.link.pass();
    ASSERT_EQ(pair.link.right.endpoint->sa_count(), 1u);
    pair.link.filter = [](const Side& from, SendDatagram&) { return from.name == "right"; };
    pair.link.lose();
    pair.link.run_for(3min);
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u) << "an authenticated peer holds nothing for ever";
}

TEST(CreateChild, RekeyOfAChildThatThePeerDoesNotKnow) {
    QuietPair pair;
    pair.begin();
    // Right loses its pair without a word: its DELETE and all repetitions are answered by the test.
    const auto spi = pair.link.right.kernel.pairs().begin()->second.spi_in;
    ASSERT_TRUE(pair.link.right.endpoint->create_child(ConnectionId(1), pair.link.now).ok());
    pair.link.run_for(1s);
    pair.link.right.endpoint->child_expired(ConnectionId(1), spi, true, pair.link.now);
    pair.link.drain();
    pair.link.lose();
    act(pair, pair.link.left, Act::kRekeyChild);
    pair.link.run_for(3min);
    EXPECT_EQ(gap(pair), "");
    EXPECT_EQ(pair.link.left.kernel.live(), pair.link.right.kernel.live());
}

TEST(TemporaryFailure, IsTriedAgainLaterAndNotAtOnce) {
    QuietPair pair;
    pair.begin();
    // Right is closing a pair, whose DELETE is lost: it cannot have its IKE SA rekeyed.
    act(pair, pair.link.right, Act::kRekeyChild);
    pair.link.pass();
    pair.link.pass();
    pair.link.lose();
    act(pair, pair.link.left, Act::kRekeyIke);
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> CREATE_CHILD_SA request"));
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> CREATE_CHILD_SA response"));
    const IkeSpi spi = pair.link.left.status().initiator_spi;
    ASSERT_TRUE(pair.goes_on(4s));
    EXPECT_EQ(pair.link.left.status().initiator_spi, spi);
    ASSERT_TRUE(pair.goes_on(20s));
    EXPECT_NE(pair.link.left.status().initiator_spi, spi);
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
}

TEST(Window, OfThePeerMayBeLargerThanOurs) {
    // We never have more than one request on the way, so that SET_WINDOW_SIZE asks nothing of us.
    QuietPair pair;
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    act(pair, pair.link.left, Act::kRekeyIke);
    pair.link.drain();
    EXPECT_EQ(pair.link.in_flight(), 1u);
    pair.expect_settled("");
}

}  // namespace
}  // namespace hawser::ike::test

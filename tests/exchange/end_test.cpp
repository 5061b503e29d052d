// SPDX-License-Identifier: BSD-2-Clause
// How IKE SAs end: DELETE from either side, death, removal, shutdown, and restarts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Delete, ByTheInitiator) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    ASSERT_TRUE(pair.link.left.endpoint->terminate(ConnectionId(1), pair.link.now).ok());

    /* --> INFORMATIONAL { D } */
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> INFORMATIONAL request 2"));
    EXPECT_TRUE(pair.link.right.kernel.pairs().empty());
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kPeerDeleted);
    EXPECT_EQ(pair.link.left.status().state, IkeSaState::kDeleting);

    /* <-- INFORMATIONAL { } */
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> INFORMATIONAL response 2"));
    EXPECT_TRUE(pair.link.left.kernel.pairs().empty());
    EXPECT_EQ(pair.link.left.endpoint->sa_count(), 0u);
    pair.link.run_for(10min);
    EXPECT_EQ(pair.link.left.status().state, IkeSaState::kCreated) << "the operator wants it down";
    ASSERT_TRUE(pair.link.left.endpoint->initiate(ConnectionId(1), pair.link.now).ok());
    EXPECT_TRUE(pair.comes_up());
}

TEST(Delete, ByTheResponderAndTheInitiatorComesBack) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    ASSERT_TRUE(pair.link.right.endpoint->terminate(ConnectionId(1), pair.link.now).ok());
    /* <-- INFORMATIONAL { D }: the responder counts its own requests from 0 */
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> INFORMATIONAL request 0"));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerDeleted);
    EXPECT_TRUE(pair.link.left.kernel.pairs().empty());
    EXPECT_TRUE(pair.comes_up());
}

TEST(Delete, LostAnswerIsRepeatedAlthoughTheSaIsGone) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    ASSERT_TRUE(pair.link.left.endpoint->terminate(ConnectionId(1), pair.link.now).ok());
    pair.link.pass();
    pair.link.lose();
    pair.link.run_for(3s);
    EXPECT_EQ(pair.link.left.endpoint->sa_count(), 0u);
    EXPECT_EQ(pair.link.left.endpoint->counters().retransmissions, 1u);
}

TEST(Delete, BothSidesAtOnce) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    ASSERT_TRUE(pair.link.left.endpoint->terminate(ConnectionId(1), pair.link.now).ok());
    ASSERT_TRUE(pair.link.right.endpoint->terminate(ConnectionId(1), pair.link.now).ok());
    pair.link.run_for(1s);
    EXPECT_EQ(pair.link.left.endpoint->sa_count(), 0u);
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u);
    EXPECT_TRUE(pair.link.left.kernel.pairs().empty());
    EXPECT_TRUE(pair.link.right.kernel.pairs().empty());
}

TEST(Delete, OfAConnectionThatIsRemovedAndAddedAgain) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.left.endpoint->remove(ConnectionId(1), pair.link.now);
    pair.left.esp_proposals = {parse_esp_proposal("aes256gcm16").value()};
    ASSERT_TRUE(pair.link.left.endpoint->add(pair.left, pair.link.now).ok());
    ASSERT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.left.status().child_sas[0].encr_keysize, 256);
}

TEST(Liveness, AsksAndIsAnswered) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const size_t before = pair.link.trace.size();
    pair.link.run_for(5min);
    EXPECT_TRUE(pair.is_one_tunnel());
    EXPECT_GE(pair.link.trace.size() - before, 2u * 25) << "every 10 s one request and one answer";
    EXPECT_EQ(pair.link.left.endpoint->counters().retransmissions, 0u);
}

TEST(Liveness, DeadPeerIsFoundAndCalledAgain) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.weather.loss = 1;
    ASSERT_TRUE(pair.link.run_until([&] { return !pair.link.left.is_up(); }, 60s));
    EXPECT_TRUE(pair.link.left.kernel.pairs().empty());
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerDied);
    EXPECT_THAT(pair.link.left.failure_text(), HasSubstr("peer does not answer liveness checks"));
    pair.link.weather.loss = 0;
    EXPECT_TRUE(pair.comes_up(120s));
}

TEST(Restart, OfTheInitiatorReplacesBeforeItBreaks) {
    Pair pair;
    pair.left.siblings = true;  // no INITIAL_CONTACT: what follows is by our own rule
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.run_for(1min);
    pair.link.left.restart();
    ASSERT_TRUE(pair.link.left.endpoint->add(pair.left, pair.link.now).ok());
    ASSERT_TRUE(pair.link.run_until([&] { return pair.link.right.kernel.pairs().size() == 2; }, 5s))
        << "the new pair is there before the old one goes";
    EXPECT_TRUE(pair.link.right.kernel.pairs().rbegin()->second.replaces);
    ASSERT_TRUE(pair.link.run_until([&] { return pair.link.left.is_up(); }, 5s));
    ASSERT_TRUE(pair.link.run_until([&] { return pair.link.right.kernel.pairs().size() == 1; }, 15s));
    EXPECT_EQ(mismatch(*pair.link.left.kernel.outbound(ConnectionId(1)),
                       *pair.link.right.kernel.outbound(ConnectionId(1))),
              "");
    EXPECT_TRUE(pair.comes_up());
}

TEST(Restart, OfASilentResponderIsFoundByHint) {
    Pair pair;
    pair.left.liveness_interval = 5min;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.right.restart();
    ASSERT_TRUE(pair.link.right.endpoint->add(pair.right, pair.link.now).ok());
    // <-- N(INVALID_IKE_SPI) in answer to a liveness check: in the clear, so nothing is believed but asked
    EXPECT_TRUE(pair.comes_up(7min));
    EXPECT_GE(pair.link.left.endpoint->counters().dropped_unprotected, 1u);
}

TEST(Restart, ForgedInvalidSpiKillsNothing) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    Message forged;
    forged.header.initiator_spi = pair.link.left.status().initiator_spi;
    forged.header.responder_spi = pair.link.left.status().responder_spi;
    forged.header.exchange = ExchangeType::kInformational;
    forged.header.response = true;
    forged.payloads.push_back(NotifyPayload::of(NotifyType::kInvalidIkeSpi));
    for (int i = 0; i < 1000; ++i) {
        pair.link.inject(pair.link.left, {pair.link.right.address, 500}, forged.serialize());
    }
    EXPECT_TRUE(pair.is_one_tunnel());
    EXPECT_EQ(pair.link.left.endpoint->counters().dropped_unprotected, 1000u);
    EXPECT_LE(pair.link.in_flight(), 1u) << "one question for all of them";
    pair.link.run_for(1min);
    EXPECT_TRUE(pair.is_one_tunnel());
}

TEST(ShutDown, SilentlyLeavesTheKernelAlone) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.left.endpoint->shutdown(Shutdown::kSilent, pair.link.now);
    pair.link.drain();
    EXPECT_TRUE(pair.link.left.endpoint->is_idle());
    EXPECT_EQ(pair.link.left.kernel.pairs().size(), 1u);
    EXPECT_EQ(pair.link.in_flight(), 0u);
    EXPECT_FALSE(pair.link.left.endpoint->next_timeout());
}

TEST(ShutDown, WithDelete) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.left.endpoint->shutdown(Shutdown::kDelete, pair.link.now);
    ASSERT_TRUE(pair.link.run_until([&] { return pair.link.left.endpoint->is_idle(); }, 5s));
    EXPECT_TRUE(pair.link.left.kernel.pairs().empty());
    EXPECT_TRUE(pair.link.right.kernel.pairs().empty());
    pair.link.run_for(1min);
    EXPECT_TRUE(pair.link.left.endpoint->is_idle()) << "nothing is started any more";
}

TEST(Uplink, WithAnotherAddressStartsAgain) {
    Pair pair;
    pair.right.remote_address.reset();
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.left.address = IpAddress::parse("198.51.100.77").value();
    ASSERT_TRUE(
        pair.link.left.endpoint->network_changed(ConnectionId(1), pair.link.left.address, pair.link.now)
            .ok());
    EXPECT_TRUE(pair.comes_up(2min));
    EXPECT_EQ(pair.link.right.status().remote_host, pair.link.left.address);
}

TEST(Api, RefusesWhatMakesNoSense) {
    Pair pair;
    pair.start();
    EXPECT_FALSE(pair.link.left.endpoint->add(pair.left, pair.link.now).ok()) << "the id is in use";
    EXPECT_FALSE(pair.link.left.endpoint->initiate(ConnectionId(7), pair.link.now).ok());
    ConnectionConfig other = pair.left;
    other.id = ConnectionId(2);
    other.name = "pop/wan2";
    other.auth = {};
    const auto added = pair.link.left.endpoint->add(other, pair.link.now);
    ASSERT_FALSE(added.ok());
    EXPECT_THAT(added.error().text(), HasSubstr("no pre-shared key"));
    EXPECT_EQ(pair.link.left.endpoint->statuses().size(), 1u);
}

}  // namespace
}  // namespace hawser::ike::test

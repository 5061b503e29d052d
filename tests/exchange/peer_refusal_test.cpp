// SPDX-License-Identifier: BSD-2-Clause
// What a peer refuses in CREATE_CHILD_SA and what we do (RFC 7296 1.3, 2.25), and what we refuse.
#include <gtest/gtest.h>

#include "ike/engine/proposal_selection.h"
#include "tests/fuzz/hostile_peer.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using fuzz::HostilePeer;

const ConnectionId kId(1);

/// Established, and the victim wants to rekey its Child SA.
struct Rekeying {
    explicit Rekeying(bool begun_by_victim) : peer(begun_by_victim) {
        peer.exchange_keys();
        peer.authenticate();
        ask();
    }
    void ask() {
        EXPECT_TRUE(peer.victim.endpoint->rekey_child(kId, TimePoint{}).ok());
        peer.wait(0s);
    }
    [[nodiscard]] bool asked() const {
        const Message heard = peer.heard();
        return heard.header.exchange == ExchangeType::kCreateChildSa && !heard.header.response;
    }
    /// Answers what asks whether we live, so that a second goes by and nothing else happens.
    void tick() {
        const Message heard = peer.heard();
        if (!heard.header.response && heard.header.exchange == ExchangeType::kInformational)
            peer.say(ExchangeType::kInformational, true, std::vector<Payload>());
        peer.wait(1s);
    }
    void refuse(NotifyPayload notify) { peer.say(ExchangeType::kCreateChildSa, true, {std::move(notify)}); }

    HostilePeer peer;
};

TEST(PeerRefusal, NoAdditionalSasIsMetByAWholeNewIkeSa) {
    Rekeying story(true);
    ASSERT_TRUE(story.asked());
    story.refuse(NotifyPayload::of(NotifyType::kNoAdditionalSas));
    story.peer.wait(1s);
    EXPECT_EQ(story.peer.victim.endpoint->sa_count(), 2u) << "the one that is there stays until then";
    EXPECT_TRUE(story.peer.victim.is_up());
    EXPECT_EQ(story.peer.victim.kernel.live(), 1u);
}

TEST(PeerRefusal, WhoNeverBeginsTriesAgainLater) {
    Rekeying story(false);
    ASSERT_TRUE(story.asked());
    story.refuse(NotifyPayload::of(NotifyType::kNoAdditionalSas));
    story.peer.wait(5s);
    EXPECT_EQ(story.peer.victim.endpoint->sa_count(), 1u);
    EXPECT_EQ(story.peer.victim.kernel.live(), 1u);
}

TEST(PeerRefusal, AChildSaThatThePeerDoesNotHaveIsReplaced) {
    Rekeying story(true);
    ASSERT_TRUE(story.asked());
    const EspSpi old = story.peer.victim.kernel.pairs().begin()->second.spi_out;
    story.refuse(NotifyPayload::of_esp(NotifyType::kChildSaNotFound, old));
    EXPECT_EQ(story.peer.victim.kernel.live(), 0u) << "silently deleted";
    const Message again = story.peer.heard();
    EXPECT_EQ(again.header.exchange, ExchangeType::kCreateChildSa);
    EXPECT_NE(again.get<SaPayload>(), nullptr);
    EXPECT_EQ(again.notify(NotifyType::kRekeySa), nullptr) << "a new one, of nothing";
}

TEST(PeerRefusal, TemporaryFailureIsTriedAgainAfterAMoment) {
    Rekeying story(true);
    size_t tries = 0;
    for (int second = 0; second < 60; ++second) {
        if (story.asked() && story.peer.heard().notify(NotifyType::kRekeySa) != nullptr) {
            ++tries;
            story.refuse(NotifyPayload::of(NotifyType::kTemporaryFailure));
            // Something else to hear, so that the same request is not counted twice.
            story.peer.say(ExchangeType::kInformational, false, std::vector<Payload>());
        }
        story.tick();
    }
    EXPECT_GE(tries, 2u);
    EXPECT_LE(tries, 12u) << "not at once";
    EXPECT_EQ(story.peer.victim.kernel.live(), 1u);
}

TEST(PeerRefusal, TemporaryFailureForMinutesMeansOutOfStep) {
    Rekeying story(true);
    for (int second = 0; second < 300 && story.peer.victim.is_up(); ++second) {
        if (story.asked()) {
            story.refuse(NotifyPayload::of(NotifyType::kTemporaryFailure));
            story.peer.say(ExchangeType::kInformational, false, std::vector<Payload>());
        }
        story.tick();
    }
    EXPECT_FALSE(story.peer.victim.is_up());
}

/// A peer's request for a Child SA with what is offered first.
std::vector<Payload> child_request(const HostilePeer& peer, const TrafficSelector& theirs) {
    const ConnectionConfig& config = peer.pair.left;
    return {offer_first_child(config.esp_proposals, EspSpi(0xc0ffee77)), NoncePayload{Bytes(32, 3)},
            TsiPayload{{theirs}}, TsrPayload{config.remote_selectors}};
}

TEST(OurRefusal, AChildSaForOtherTrafficGetsNoAdditionalSas) {
    HostilePeer peer(false);
    peer.exchange_keys();
    peer.authenticate();
    peer.say(ExchangeType::kCreateChildSa, false, child_request(peer, selector("10.1.77.0/24")));
    EXPECT_NE(peer.heard().notify(NotifyType::kNoAdditionalSas), nullptr);
    EXPECT_EQ(peer.victim.kernel.live(), 1u);
}

TEST(OurRefusal, AndSoDoesOneMoreThanATunnelMayHave) {
    HostilePeer peer(false);
    peer.exchange_keys();
    peer.authenticate();
    bool refused = false;
    for (int i = 0; i < 10 && !refused; ++i) {
        peer.say(ExchangeType::kCreateChildSa, false, child_request(peer, selector("10.1.0.0/16")));
        refused = peer.heard().notify(NotifyType::kNoAdditionalSas) != nullptr;
    }
    EXPECT_TRUE(refused);
    EXPECT_LE(peer.victim.kernel.live(), 4u);
}

TEST(OurRefusal, TheRekeyingOfWhatWeDoNotHaveGetsChildSaNotFound) {
    HostilePeer peer(false);
    peer.exchange_keys();
    peer.authenticate();
    auto request = child_request(peer, selector("10.1.0.0/16"));
    request.push_back(NotifyPayload::of_esp(NotifyType::kRekeySa, EspSpi(0xdeadbeef)));
    peer.say(ExchangeType::kCreateChildSa, false, std::move(request));
    const Message answer = peer.heard();
    const auto* notify = answer.notify(NotifyType::kChildSaNotFound);
    ASSERT_NE(notify, nullptr);
    EXPECT_EQ(notify->esp_spi(), EspSpi(0xdeadbeef));
    EXPECT_EQ(peer.victim.kernel.live(), 1u);
}

}  // namespace
}  // namespace hawser::ike::test

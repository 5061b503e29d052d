// SPDX-License-Identifier: BSD-2-Clause
// Post-quantum pre-shared keys (RFC 8784).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ike/wire/notify_data.h"
#include "tests/exchange/certified_pair.h"
#include "tests/exchange/pair.h"
#include "tests/exchange/resume_pair.h"
#include "tests/fuzz/hostile_peer.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

PostQuantumKey ppk(const std::string& id, const std::string& key = "what no quantum computer guesses") {
    return {id, secret(key)};
}

struct PpkPair : Pair {
    PpkPair(PpkUse left_use, PpkUse right_use, uint64_t seed = 1) : Pair(seed) {
        left.auth.ppk = {{ppk("blue")}, left_use};
        right.auth.ppk = {{ppk("blue")}, right_use};
    }
    /// One tunnel, and both sides know alike whether a PPK is in its keys.
    bool comes_up_with(bool with_ppk) {
        if (!comes_up()) return false;
        return link.left.status().ppk == with_ppk && link.right.status().ppk == with_ppk;
    }
    [[nodiscard]] bool comes_to_nothing() {
        link.run_for(1min);
        return !link.left.is_up() && !link.right.is_up() && link.right.kernel.installs() == 0;
    }
    bool rekey_both() {
        for (Side* side : {&link.left, &link.right}) {
            if (!side->endpoint->rekey_ike(ConnectionId(1), link.now).ok()) return false;
            link.drain();
            link.run_for(10s);
            if (!side->endpoint->rekey_child(ConnectionId(1), link.now).ok()) return false;
            link.drain();
            link.run_for(10s);
        }
        return static_cast<bool>(is_one_tunnel());
    }
};

constexpr PpkUse kOff = PpkUse::kOff;
constexpr PpkUse kOptional = PpkUse::kOptional;
constexpr PpkUse kRequired = PpkUse::kRequired;

TEST(Ppk, IsUsedWhereBothSidesHaveIt) {
    for (const PpkUse left : {kOptional, kRequired}) {
        for (const PpkUse right : {kOptional, kRequired}) {
            PpkPair pair(left, right);
            pair.start();
            ASSERT_TRUE(pair.comes_up_with(true)) << pair.is_one_tunnel().message();
            EXPECT_TRUE(pair.rekey_both()) << "rekeying has no PPK of its own";
            EXPECT_TRUE(pair.link.left.status().ppk && pair.link.right.status().ppk) << "but is made from it";
        }
    }
}

TEST(Ppk, IsAgreedUponInTheFirstExchange) {
    PpkPair pair(kOptional, kOptional);
    pair.start();
    EXPECT_THAT(pair.link.pass(), HasSubstr("N(USE_PPK)"));
    EXPECT_THAT(pair.link.pass(), HasSubstr("N(USE_PPK)"));
    ASSERT_TRUE(pair.comes_up_with(true)) << pair.is_one_tunnel().message();
    EXPECT_THAT(pair.link.left.status().state_reason, HasSubstr("with a PPK"));
}

/// The peer says USE_PPK and has none: what is said to it under the keys of the SA.
TEST(Ppk, IsNamedWithAWayToDoWithout) {
    fuzz::HostilePeer peer(true);
    peer.exchange_keys();
    const Message request = peer.heard();
    EXPECT_EQ(request.header.exchange, ExchangeType::kIkeAuth);
    const auto* id = request.notify(NotifyType::kPpkIdentity);
    ASSERT_NE(id, nullptr);
    EXPECT_EQ(*parse_ppk_identity(*id), (Bytes{'b', 'l', 'u', 'e'}));
    EXPECT_NE(request.notify(NotifyType::kNoPpkAuth), nullptr);
    peer.authenticate();
    EXPECT_FALSE(peer.victim.status().ppk);
}

TEST(Ppk, AnAnswerWithoutOneDoesNotNameIt) {
    fuzz::HostilePeer peer(false);
    peer.exchange_keys();
    peer.authenticate();
    const Message response = peer.heard();
    EXPECT_EQ(response.header.exchange, ExchangeType::kIkeAuth);
    EXPECT_EQ(response.notify(NotifyType::kPpkIdentity), nullptr);
    EXPECT_FALSE(peer.victim.status().ppk);
}

/// The children's keys come from the SK_d that has the PPK in it.
TEST(Ppk, IsInTheKeysOfTheChildSa) {
    std::vector<Bytes> keys;
    for (const char* key : {"what no quantum computer guesses", "nor this one, which is another"}) {
        PpkPair pair(kRequired, kRequired);
        pair.left.auth.ppk.keys = pair.right.auth.ppk.keys = {ppk("blue", key)};
        pair.start();
        ASSERT_TRUE(pair.comes_up_with(true));
        keys.push_back(to_bytes(pair.link.left.kernel.pairs().begin()->second.keys_out.encryption.view()));
    }
    PpkPair without(kOff, kOff);
    without.start();
    ASSERT_TRUE(without.comes_up_with(false));
    keys.push_back(to_bytes(without.link.left.kernel.pairs().begin()->second.keys_out.encryption.view()));
    EXPECT_NE(keys[0], keys[1]);
    EXPECT_NE(keys[0], keys[2]);
}

TEST(Ppk, OptionalDoesWithoutWhereThePeerHasNone) {
    for (const auto& [left, right] : {std::pair(kOptional, kOff), std::pair(kOff, kOptional)}) {
        PpkPair pair(left, right);
        pair.start();
        ASSERT_TRUE(pair.comes_up_with(false)) << pair.is_one_tunnel().message();
        EXPECT_TRUE(pair.rekey_both());
        EXPECT_FALSE(pair.link.left.status().ppk);
    }
}

TEST(Ppk, OptionalDoesWithoutWhereThePeerHasAnother) {
    PpkPair pair(kOptional, kOptional);
    pair.right.auth.ppk.keys = {ppk("red"), ppk("green")};
    pair.start();
    ASSERT_TRUE(pair.comes_up_with(false)) << pair.is_one_tunnel().message();
    EXPECT_TRUE(pair.rekey_both());
}

TEST(Ppk, InitiatorThatRequiresItGoesNoFurtherWithoutThePeersWord) {
    PpkPair pair(kRequired, kOff);
    pair.start();
    EXPECT_TRUE(pair.comes_to_nothing());
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kNoCommonPpk);
    const bool any_auth = std::any_of(pair.link.trace.begin(), pair.link.trace.end(), [](const auto& one) {
        return one.find("IKE_AUTH") != std::string::npos;
    });
    EXPECT_FALSE(any_auth);
}

TEST(Ppk, ResponderThatRequiresItRefusesThoseWithout) {
    PpkPair pair(kOff, kRequired);
    pair.start();
    EXPECT_TRUE(pair.comes_to_nothing());
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kNoCommonPpk);
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerRefusesAuthentication);
}

TEST(Ppk, AnUnknownOneIsRefusedWhereEitherSideRequiresIt) {
    for (const auto& [left, right] : {std::pair(kRequired, kOptional), std::pair(kOptional, kRequired),
                                      std::pair(kRequired, kRequired)}) {
        PpkPair pair(left, right);
        pair.right.auth.ppk.keys = {ppk("red")};
        pair.start();
        EXPECT_TRUE(pair.comes_to_nothing());
        EXPECT_THAT(pair.link.right.failure_text(), HasSubstr("'blue'"));
        EXPECT_EQ(pair.link.right.failure(), FailureReason::kNoCommonPpk);
    }
}

TEST(Ppk, AnotherKeyOfTheSameNameIsRefused) {
    PpkPair pair(kOptional, kOptional);
    pair.right.auth.ppk.keys = {ppk("blue", "the same name, another key")};
    pair.start();
    EXPECT_TRUE(pair.comes_to_nothing());
    EXPECT_THAT(pair.link.right.failure_text(), HasSubstr("PPK"));
}

TEST(Ppk, ResponderTakesAnyThatItHas) {
    for (const char* name : {"old", "new"}) {
        PpkPair pair(kRequired, kRequired);
        pair.left.auth.ppk.keys = {ppk(name, std::string("the key called ") + name)};
        pair.right.auth.ppk.keys = {ppk("new", "the key called new"), ppk("old", "the key called old")};
        pair.start();
        EXPECT_TRUE(pair.comes_up_with(true)) << name;
    }
}

/// "or is not configured for use for the identity from the IDi payload"
TEST(Ppk, AnotherPeersIsUnknown) {
    PpkPair pair(kRequired, kRequired);
    pair.right.auth.ppk = {};
    ConnectionConfig other = pair.right;
    other.id = ConnectionId(2);
    other.name = "other";
    other.remote_identity = Identity::fqdn("other.example");
    other.auth.ppk = {{ppk("blue")}, kRequired};
    ASSERT_TRUE(pair.link.right.endpoint->add(other, pair.link.now).ok());
    pair.start();
    EXPECT_TRUE(pair.comes_to_nothing());
    EXPECT_THAT(pair.link.trace[1], HasSubstr("N(USE_PPK)")) << "the peer might have been the other one";
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kNoCommonPpk);
}

TEST(Ppk, APeerWithoutComesUpBesideOnesWith) {
    PpkPair pair(kOptional, kOff);
    ConnectionConfig other = pair.right;
    other.id = ConnectionId(2);
    other.name = "other";
    other.remote_identity = Identity::fqdn("other.example");
    other.auth.ppk = {{ppk("red")}, kRequired};
    ASSERT_TRUE(pair.link.right.endpoint->add(other, pair.link.now).ok());
    pair.start();
    ASSERT_TRUE(pair.comes_up_with(false)) << pair.is_one_tunnel().message();
    EXPECT_THAT(pair.link.trace[1], HasSubstr("N(USE_PPK)"));
}

TEST(Ppk, CertificatesGoWithIt) {
    for (const auto& [left, right, with] :
         {std::tuple(kOptional, kOptional, true), std::tuple(kRequired, kRequired, true),
          std::tuple(kOptional, kOff, false), std::tuple(kOff, kOptional, false)}) {
        CertifiedPair pair;
        pair.left.auth.ppk = {{ppk("blue")}, left};
        pair.right.auth.ppk = {{ppk("blue")}, right};
        pair.start();
        ASSERT_TRUE(pair.comes_up()) << pair.is_one_tunnel().message();
        EXPECT_EQ(pair.link.left.status().ppk, with);
        EXPECT_EQ(pair.link.right.status().ppk, with);
    }
}

TEST(Ppk, CertificatesGoWithoutItByNoPpkAuth) {
    CertifiedPair pair;
    pair.left.auth.ppk = {{ppk("blue")}, kOptional};
    pair.right.auth.ppk = {{ppk("red")}, kOptional};
    pair.start();
    ASSERT_TRUE(pair.comes_up()) << pair.is_one_tunnel().message();
    EXPECT_FALSE(pair.link.left.status().ppk);
    EXPECT_FALSE(pair.link.right.status().ppk);
}

TEST(Ppk, ComesAfterTheLastIntermediateExchange) {
    for (const auto& [right_key, with] : {std::pair("blue", true), std::pair("red", false)}) {
        PpkPair pair(kOptional, kOptional);
        pair.right.auth.ppk.keys = {ppk(right_key)};
        pair.left.ike_proposals = pair.right.ike_proposals = {
            parse_ike_proposal("aes256gcm16-prfsha384-x25519-ke1_ecp256-ke2_ecp384").value()};
        pair.start();
        ASSERT_TRUE(pair.comes_up_with(with)) << pair.is_one_tunnel().message();
        EXPECT_THAT(pair.link.trace[6], StartsWith("left --> IKE_AUTH request 3"));
        EXPECT_TRUE(pair.rekey_both());
    }
}

TEST(Ppk, ComesUpInBadWeather) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        PpkPair pair(kOptional, seed % 2 == 0 ? kOptional : kOff, seed);
        pair.link.weather = {0.3, 0.3, 5ms, 400ms};
        pair.start();
        pair.link.run_for(1min);
        pair.link.weather = {};
        EXPECT_TRUE(pair.comes_up(3min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
        EXPECT_EQ(pair.link.left.status().ppk, pair.link.right.status().ppk);
    }
}

/// Whoever holds back the responder's word does not get an SA without a PPK.
TEST(Ppk, TheWordsOfBothSidesAreSigned) {
    for (const char* liar : {"left", "right"}) {
        PpkPair pair(kOptional, kOptional);
        pair.link.filter = [liar](const Side& from, SendDatagram& datagram) {
            auto message = Message::parse(datagram.bytes);
            if (from.name != liar || !message || message->header.exchange != ExchangeType::kIkeSaInit)
                return true;
            std::erase_if(message->payloads, [](const Payload& one) {
                const auto* notify = std::get_if<NotifyPayload>(&one);
                return notify != nullptr && notify->type == NotifyType::kUsePpk;
            });
            datagram.bytes = message->serialize();
            return true;
        };
        pair.start();
        EXPECT_TRUE(pair.comes_to_nothing()) << liar;
    }
}

TEST(Ppk, ASessionThatIsResumedHasItFromTheOneBefore) {
    ResumePair pair;
    pair.left.auth.ppk = pair.right.auth.ppk = {{ppk("blue")}, kRequired};
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.crash();
    ASSERT_TRUE(pair.comes_up(5min));
    EXPECT_TRUE(pair.resumed());
    EXPECT_TRUE(pair.link.left.status().ppk && pair.link.right.status().ppk);
    EXPECT_EQ(pair.count("PPK"), 0u) << "it is not stirred in again";
}

TEST(Ppk, ASessionWithoutIsNotResumedOnceItIsRequired) {
    ResumePair pair;
    pair.left.auth.ppk = {{ppk("blue")}, kOptional};
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_FALSE(pair.link.left.status().ppk);
    pair.right.auth.ppk = {{ppk("blue")}, kRequired};
    pair.crash();
    ASSERT_TRUE(pair.comes_up(5min));
    EXPECT_FALSE(pair.resumed());
    EXPECT_TRUE(pair.link.left.status().ppk && pair.link.right.status().ppk);
}

TEST(Ppk, ChangesWithTheAuthentication) {
    PpkPair pair(kRequired, kRequired);
    pair.start();
    ASSERT_TRUE(pair.comes_up_with(true));
    pair.left.auth.ppk.keys = {ppk("red")};
    pair.right.auth.ppk.keys = {ppk("red"), ppk("blue")};
    for (auto [side, config] :
         {std::pair(&pair.link.left, &pair.left), std::pair(&pair.link.right, &pair.right)}) {
        ASSERT_TRUE(
            side->endpoint
                ->renew_authentication(ConnectionId(1), config->local_identity, config->auth, pair.link.now)
                .ok());
    }
    EXPECT_TRUE(pair.is_one_tunnel()) << "the SA that is there stays";
    pair.link.right.restart();
    ASSERT_TRUE(pair.link.right.endpoint->add(pair.right, pair.link.now).ok());
    EXPECT_TRUE(pair.comes_up_with(true));
}

}  // namespace
}  // namespace hawser::ike::test

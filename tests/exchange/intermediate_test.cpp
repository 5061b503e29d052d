// SPDX-License-Identifier: BSD-2-Clause
// Additional key exchanges in IKE_INTERMEDIATE (RFC 9242, RFC 9370 2.2.2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ike/crypto/algorithms.h"
#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<AlgorithmProposal> proposals(std::initializer_list<const char*> texts) {
    std::vector<AlgorithmProposal> list;
    for (const char* text : texts)
        list.push_back(parse_ike_proposal(text).value());
    return list;
}

/// Both sides make the same additional key exchanges.
struct HybridPair : Pair {
    explicit HybridPair(const char* proposal, uint64_t seed = 1) : Pair(seed) {
        left.ike_proposals = right.ike_proposals = proposals({proposal});
    }
};

constexpr const char* kOne = "aes256gcm16-prfsha384-x25519-ke1_ecp256";
constexpr const char* kThree = "aes128-sha256-prfsha256-x25519-ke1_ecp256-ke2_ecp384-ke5_x448";

TEST(Intermediate, ComesBetweenInitAndAuth) {
    HybridPair pair(kOne);
    pair.start();
    EXPECT_THAT(pair.link.pass(), HasSubstr("N(INTERMED_SUP)"));
    EXPECT_THAT(pair.link.pass(), HasSubstr("N(INTERMED_SUP)"));
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> IKE_INTERMEDIATE request 1"));
    EXPECT_EQ(pair.link.right.endpoint->half_open_count(), 1u);
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> IKE_INTERMEDIATE response 1"));
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> IKE_AUTH request 2"));
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> IKE_AUTH response 2"));
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    const std::vector<std::string> made{"ECP_256"};
    EXPECT_EQ(pair.link.left.status().additional_key_exchanges, made);
    EXPECT_EQ(pair.link.right.status().additional_key_exchanges, made);
}

TEST(Intermediate, TakesOneExchangeEach) {
    HybridPair pair(kThree);
    pair.start();
    ASSERT_TRUE(pair.comes_up()) << pair.is_one_tunnel().message();
    const std::vector<std::string> made{"ECP_256", "ECP_384", "CURVE_448"};
    EXPECT_EQ(pair.link.left.status().additional_key_exchanges, made);
    EXPECT_EQ(pair.link.trace.size(), 10u);
    EXPECT_THAT(pair.link.trace[6], StartsWith("left --> IKE_INTERMEDIATE request 3"));
    EXPECT_THAT(pair.link.trace[8], StartsWith("left --> IKE_AUTH request 4"));
    // Messages under the last generation of keys are understood in both directions.
    ASSERT_TRUE(pair.link.left.endpoint->rekey_ike(ConnectionId(1), pair.link.now).ok());
    pair.link.drain();
    pair.link.run_for(10s);
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
}

TEST(Intermediate, MlKem) {
    for (const char* method : {"mlkem512", "mlkem768", "mlkem1024"}) {
        if (!supports_group(GroupId::kMlKem768)) GTEST_SKIP() << running_openssl() << " has no ML-KEM";
        HybridPair pair((std::string("aes256gcm16-prfsha384-x25519-ke1_") + method).c_str());
        pair.start();
        EXPECT_TRUE(pair.comes_up()) << method << ": " << pair.is_one_tunnel().message();
        EXPECT_EQ(pair.link.left.status().additional_key_exchanges.size(), 1u);
    }
}

TEST(Intermediate, IsNotSaidWhereThereIsNothingToExchange) {
    HybridPair pair(kOne);
    pair.left.ike_proposals = proposals({"aes256gcm16-prfsha384-x25519"});
    pair.right.ike_proposals = proposals({"aes256gcm16-prfsha384-x25519-ke1_ecp256-ke1_none"});
    pair.start();
    ASSERT_TRUE(pair.comes_up()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.trace.size(), 4u);
    for (const std::string& message : pair.link.trace)
        EXPECT_EQ(message.find("N(INTERMED_SUP)"), std::string::npos) << message;
}

TEST(Intermediate, PeerWithoutItGetsTheSecondProposal) {
    HybridPair pair(kOne);
    pair.left.ike_proposals = proposals({kOne, "aes256gcm16-prfsha384-x25519"});
    pair.right.ike_proposals = proposals({"aes256gcm16-prfsha384-x25519"});
    pair.start();
    ASSERT_TRUE(pair.comes_up()) << pair.is_one_tunnel().message();
    EXPECT_TRUE(pair.link.left.status().additional_key_exchanges.empty());
}

TEST(Intermediate, PeerWithoutItIsRefusedWhereItIsRequired) {
    HybridPair pair(kOne);
    pair.right.ike_proposals = proposals({"aes256gcm16-prfsha384-x25519"});
    pair.start();
    pair.link.run_for(1min);
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kNoProposalChosen);
    EXPECT_FALSE(pair.link.right.is_up());
}

/// Takes a notify out of an IKE_SA_INIT.
void remove_notify(SendDatagram& datagram, NotifyType type) {
    auto message = Message::parse(datagram.bytes);
    if (!message || message->header.exchange != ExchangeType::kIkeSaInit) return;
    std::erase_if(message->payloads, [type](const Payload& one) {
        const auto* notify = std::get_if<NotifyPayload>(&one);
        return notify != nullptr && notify->type == type;
    });
    datagram.bytes = message->serialize();
}

TEST(Intermediate, AdditionalKeyExchangesNeedTheWordOfBothSides) {
    for (const char* liar : {"left", "right"}) {
        HybridPair pair(kOne);
        pair.link.filter = [liar](const Side& from, SendDatagram& datagram) {
            if (from.name == liar) remove_notify(datagram, NotifyType::kIntermediateExchangeSupported);
            return true;
        };
        pair.start();
        pair.link.run_for(1min);
        EXPECT_GT(pair.link.trace.size(), 2u) << liar;
        EXPECT_FALSE(pair.link.left.is_up()) << liar;
        EXPECT_FALSE(pair.link.right.is_up()) << liar;
    }
}

/// A message id that follows, but not the exchange that is due: the bytes are authentic, only early or late.
TEST(Intermediate, BoundsHold) {
    HybridPair pair(kThree);
    // Everything after the first IKE_INTERMEDIATE is lost.
    pair.link.filter = [&pair](const Side& from, SendDatagram&) {
        return from.name == "right" || pair.link.trace.size() < 4;
    };
    pair.start();
    pair.link.run_for(5s);
    EXPECT_EQ(pair.link.right.endpoint->half_open_count(), 1u);
    pair.link.run_for(pair.link.right.options.half_open_lifetime);
    EXPECT_EQ(pair.link.right.endpoint->half_open_count(), 0u) << "it does not live longer for the exchange";
}

TEST(Intermediate, TamperedWithIsDropped) {
    HybridPair pair(kOne);
    size_t seen = 0;
    pair.link.filter = [&seen](const Side&, SendDatagram& datagram) {
        const auto header = IkeHeader::parse(datagram.bytes);
        if (header && header->exchange == ExchangeType::kIkeIntermediate && seen++ < 2) {
            datagram.bytes.back() ^= 1;
        }
        return true;
    };
    pair.start();
    ASSERT_TRUE(pair.comes_up()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.right.endpoint->counters().dropped_bad_integrity +
                  pair.link.left.endpoint->counters().dropped_bad_integrity,
              2u);
}

TEST(Intermediate, RepetitionsAreAnsweredUnderTheKeysOfBefore) {
    HybridPair pair(kThree);
    size_t lost = 0;
    // The first answer of each exchange is lost: the responder has other keys when it is asked again.
    pair.link.filter = [&lost, last = MessageId(99)](const Side& from, SendDatagram& datagram) mutable {
        const auto header = IkeHeader::parse(datagram.bytes);
        if (from.name != "right" || header->message_id == last) return true;
        last = header->message_id;
        ++lost;
        return false;
    };
    pair.start();
    ASSERT_TRUE(pair.comes_up(5min)) << pair.is_one_tunnel().message();
    EXPECT_EQ(lost, 5u);
    EXPECT_EQ(pair.link.right.endpoint->counters().dropped_bad_integrity, 0u);
    EXPECT_GE(pair.link.right.endpoint->counters().responses_replayed, 4u);
}

TEST(Intermediate, ComesUpInBadWeather) {
    for (uint64_t seed = 1; seed <= 40; ++seed) {
        HybridPair pair(seed % 2 == 0 ? kOne : kThree, seed);
        pair.link.weather = {0.3, 0.3, 5ms, 400ms};
        pair.start();
        pair.link.run_for(1min);
        pair.link.weather = {};
        EXPECT_TRUE(pair.comes_up(3min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
        pair.link.run_for(1min);
        EXPECT_TRUE(pair.is_one_tunnel()) << "seed " << seed << ": " << pair.is_one_tunnel().message();
    }
}

TEST(Intermediate, BehindANatUsesTheNatPort) {
    HybridPair pair(kOne);
    pair.link.nat = Nat{pair.link.left.address, IpAddress::parse("192.0.2.1").value()};
    pair.right.remote_address.reset();
    pair.start();
    ASSERT_TRUE(pair.comes_up()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.left.status().remote_port, 4500);
}

}  // namespace
}  // namespace hawser::ike::test

// SPDX-License-Identifier: BSD-2-Clause
// RFC 6290: who has lost an IKE SA proves it by a token, and the other side begins anew at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "ike/wire/notify_data.h"
#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kToken = "N(QCD)";

/// Both sides make tokens, each by a secret of its own.
struct CrashPair : Pair {
    explicit CrashPair(uint64_t seed = 1, EndpointOptions options = {}) : Pair(seed, options) {
        link.left.options.crash_secret = secret("a secret of thirty-two bytes: left");
        link.right.options.crash_secret = secret("a secret of thirty-two bytes: right");
        link.left.restart();
        link.right.restart();
    }
    /// The right gateway is switched off and on again.
    void crash() {
        link.right.restart();
        ASSERT_TRUE(link.right.endpoint->add(right, link.now).ok());
        crashed_at = link.now;
    }
    /// How long the left side needs to see it and be up again.
    Duration recovery() {
        EXPECT_TRUE(comes_up(5min));
        return link.now - crashed_at;
    }
    [[nodiscard]] IkeHeader header_of_right_sa() const {
        IkeHeader header;
        header.initiator_spi = link.right.status().initiator_spi;
        header.responder_spi = link.right.status().responder_spi;
        header.exchange = ExchangeType::kInformational;
        header.from_initiator = true;
        header.next_payload = PayloadType::kEncrypted;
        return header;
    }
    /// A message with that header and something that looks encrypted, as anybody can send it.
    void send_to_right(IkeHeader header) {
        const Message message{header, {EncryptedPayload{PayloadType::kNone, Bytes(64, 7)}}, false};
        link.inject(link.right, {IpAddress::parse("192.0.2.66").value(), 500}, message.serialize());
    }
    TimePoint crashed_at{};
};

TEST(QuickCrash, TheTokenEndsTheSaAtOnce) {
    CrashPair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.run_for(40s);
    pair.crash();
    // The next liveness check is all it takes; without the token the retransmissions come on top.
    EXPECT_LE(pair.recovery(), 11s);
    EXPECT_EQ(pair.link.right.endpoint->counters().crash_tokens_sent, 1u);
    EXPECT_THAT(pair.link.trace, Contains(HasSubstr(kToken)));
    const bool told = std::any_of(
        pair.link.left.changes.begin(), pair.link.left.changes.end(), [](const StateChanged& change) {
            return change.reason.find("has lost the IKE SA and proves it") != std::string::npos;
        });
    EXPECT_TRUE(told);
}

TEST(QuickCrash, WithoutATokenItTakesTheRetransmissions) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.run_for(40s);
    pair.link.right.restart();
    ASSERT_TRUE(pair.link.right.endpoint->add(pair.right, pair.link.now).ok());
    const TimePoint crashed_at = pair.link.now;
    ASSERT_TRUE(pair.comes_up(5min));
    EXPECT_GE(pair.link.now - crashed_at, 20s);
}

TEST(QuickCrash, AlsoAfterTheIkeSaWasRekeyedByEitherSide) {
    for (const bool by_left : {true, false}) {
        CrashPair pair;
        pair.start();
        ASSERT_TRUE(pair.comes_up());
        ASSERT_TRUE(pair.rekey_ike_by(by_left ? pair.link.left : pair.link.right, 40s));
        pair.crash();
        EXPECT_LE(pair.recovery(), 11s) << (by_left ? "left" : "right");
    }
}

TEST(QuickCrash, ThroughBadWeather) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        CrashPair pair(seed);
        pair.start();
        ASSERT_TRUE(pair.comes_up());
        pair.link.weather = {.loss = 0.25, .doubling = 0.2, .delay_min = 10ms, .delay_max = 900ms};
        pair.link.run_for(20s);
        pair.crash();
        ASSERT_TRUE(pair.link.run_until([&] { return pair.link.right.is_up(); }, 5min)) << "seed " << seed;
        pair.link.weather = {};
        EXPECT_TRUE(pair.comes_up(5min)) << "seed " << seed;
    }
}

TEST(QuickCrash, AWrongTokenIsNothing) {
    CrashPair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    Message forged;
    forged.header = pair.header_of_right_sa();
    forged.header.from_initiator = false;
    forged.header.response = true;
    forged.payloads.push_back(NotifyPayload::of(NotifyType::kInvalidIkeSpi));
    for (uint8_t i = 0; i < 8; ++i)
        forged.payloads.push_back(qcd_token(Bytes(32, i)));
    for (int i = 0; i < 100; ++i)
        pair.link.inject(pair.link.left, {pair.link.right.address, 500}, forged.serialize());
    EXPECT_TRUE(pair.is_one_tunnel());
    EXPECT_LE(pair.link.left.logs.size(), 20u);
}

TEST(QuickCrash, TheFifthTokenOfAMessageIsNotLookedAt) {
    CrashPair pair;
    std::optional<Bytes> token;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const IkeHeader header = pair.header_of_right_sa();
    pair.link.run_for(40s);
    // What the right side would show for this SA, taken from it when it has lost it.
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        const auto message = Message::parse(datagram.bytes);
        const auto* notify = message ? message->notify(NotifyType::kQuickCrashDetection) : nullptr;
        if (from.name == "right" && notify != nullptr) token = notify->data;
        return notify == nullptr;
    };
    pair.crash();
    pair.send_to_right(header);
    ASSERT_TRUE(token);
    Message shown;
    shown.header = header;
    shown.header.from_initiator = false;
    shown.header.response = true;
    for (uint8_t i = 0; i < 4; ++i)
        shown.payloads.push_back(qcd_token(Bytes(32, i)));
    shown.payloads.push_back(qcd_token(*token));
    pair.link.inject(pair.link.left, {pair.link.right.address, 500}, shown.serialize());
    EXPECT_TRUE(pair.link.left.is_up());
    shown.payloads.erase(shown.payloads.begin());
    pair.link.inject(pair.link.left, {IpAddress::parse("192.0.2.66").value(), 500}, shown.serialize());
    EXPECT_FALSE(pair.link.left.is_up()) << "from any address, RFC 6290 3";
}

TEST(QuickCrash, NoTokenForAnSaThatLives) {
    CrashPair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.trace.clear();
    // Whose SPI is whose, the flag says, and it is the sender's to set.
    for (const bool from_initiator : {true, false}) {
        IkeHeader header = pair.header_of_right_sa();
        header.from_initiator = from_initiator;
        pair.send_to_right(header);
        std::swap(header.initiator_spi, header.responder_spi);
        pair.send_to_right(header);
    }
    EXPECT_THAT(pair.link.trace, Not(Contains(HasSubstr(kToken))));
    EXPECT_EQ(pair.link.right.endpoint->counters().crash_tokens_sent, 0u);
}

TEST(QuickCrash, NoTokenForAnSaThatWasNeverEstablished) {
    CrashPair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    IkeHeader header = pair.header_of_right_sa();
    pair.crash();
    pair.link.trace.clear();
    header.exchange = ExchangeType::kIkeAuth;
    pair.send_to_right(header);
    header.exchange = ExchangeType::kInformational;
    header.response = true;
    pair.send_to_right(header);
    header.response = false;
    header.responder_spi = IkeSpi(0);
    pair.send_to_right(header);
    EXPECT_EQ(pair.link.right.endpoint->counters().crash_tokens_sent, 0u);
}

TEST(QuickCrash, TokensAreLimitedInRate) {
    EndpointOptions options;
    options.crash_tokens_per_second = 3;
    options.stranger_answers_per_second = 2;
    CrashPair pair(1, options);
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    IkeHeader header = pair.header_of_right_sa();
    pair.crash();
    for (uint64_t i = 1; i <= 50; ++i) {
        header.initiator_spi = IkeSpi(i);
        pair.send_to_right(header);
    }
    EXPECT_EQ(pair.link.right.endpoint->counters().crash_tokens_sent, 3u);
    EXPECT_EQ(pair.link.right.endpoint->counters().stranger_answers, 2u) << "the others get the plain answer";
}

TEST(QuickCrash, TokensAreHeldBackWhileSasOfAnEarlierRunWork) {
    CrashPair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const IkeHeader header = pair.header_of_right_sa();
    pair.crash();
    pair.link.right.endpoint->hold_crash_tokens(pair.link.now + 30s);
    pair.send_to_right(header);
    EXPECT_EQ(pair.link.right.endpoint->counters().crash_tokens_sent, 0u);
    pair.link.weather.loss = 1;
    pair.link.run_for(30s);
    pair.send_to_right(header);
    EXPECT_EQ(pair.link.right.endpoint->counters().crash_tokens_sent, 1u);
}

}  // namespace
}  // namespace hawser::ike::test

// SPDX-License-Identifier: BSD-2-Clause
// RFC 5723: an IKE SA that was lost goes on by a ticket, without a key exchange.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "ike/wire/notify_data.h"
#include "tests/exchange/resume_pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Resume, ALostSaGoesOnWithoutAKeyExchange) {
    ResumePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.right.endpoint->counters().tickets_issued, 1u);
    pair.crash();
    ASSERT_TRUE(pair.comes_up(5min));
    EXPECT_TRUE(pair.resumed());
    EXPECT_EQ(pair.link.right.endpoint->counters().tickets_issued, 1u) << "and a new ticket with it";
    EXPECT_THAT(pair.link.trace, Contains(StartsWith("left --> IKE_SESSION_RESUME request 0 [ No "
                                                     "N(TICKET_OPAQUE)")));
    // And once more, by that one.
    pair.crash();
    ASSERT_TRUE(pair.comes_up(5min));
    EXPECT_TRUE(pair.resumed());
}

TEST(Resume, IsNotDoneUnlessConfigured) {
    ResumePair pair;
    pair.right.resumption = false;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.crash();
    ASSERT_TRUE(pair.comes_up(5min));
    EXPECT_EQ(pair.count("IKE_SESSION_RESUME"), 0u);
}

TEST(Resume, AGatewayThatHasLostItsSecretIsMetAnew) {
    ResumePair pair(1, {}, false);
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.crash();
    ASSERT_TRUE(pair.comes_up(5min));
    EXPECT_THAT(pair.link.trace, Contains("right --> IKE_SESSION_RESUME response 0 [ N(TICKET_NACK) ]"));
    EXPECT_GE(pair.count("IKE_SA_INIT"), 2u);
}

TEST(Resume, ThroughBadWeather) {
    size_t resumed = 0;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        ResumePair pair(seed);
        pair.start();
        ASSERT_TRUE(pair.comes_up());
        pair.crash();
        pair.link.weather = {.loss = 0.25, .doubling = 0.2, .delay_min = 10ms, .delay_max = 900ms};
        ASSERT_TRUE(pair.link.run_until([&] { return pair.link.right.is_up(); }, 5min)) << "seed " << seed;
        pair.link.weather = {};
        EXPECT_TRUE(pair.comes_up(5min)) << "seed " << seed;
        resumed += pair.resumed() ? 1 : 0;
    }
    EXPECT_GE(resumed, 15u) << "a few run out of tries";
}

TEST(Resume, BehindANat) {
    ResumePair pair;
    pair.link.nat = Nat{pair.link.left.address, IpAddress::parse("192.0.2.7").value(), 20000};
    pair.right.remote_address.reset();
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.crash();
    ASSERT_TRUE(pair.comes_up(5min));
    EXPECT_TRUE(pair.resumed());
    EXPECT_TRUE(pair.link.right.status().nat_remote);
}

TEST(Resume, WithACookie) {
    EndpointOptions options;
    options.cookie_threshold = 0;
    ResumePair pair(1, options);
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.crash();
    ASSERT_TRUE(pair.comes_up(5min));
    EXPECT_TRUE(pair.resumed());
    EXPECT_THAT(pair.link.trace, Contains(StartsWith("left --> IKE_SESSION_RESUME request 0 [ N(COOKIE) No "
                                                     "N(TICKET_OPAQUE)")));
}

TEST(Resume, AfterTheIkeSaWasRekeyedByEitherSide) {
    for (const bool by_left : {true, false}) {
        ResumePair pair;
        pair.start();
        ASSERT_TRUE(pair.comes_up());
        ASSERT_TRUE(pair.rekey_ike_by(by_left ? pair.link.left : pair.link.right, 20s));
        EXPECT_EQ(pair.link.right.endpoint->counters().tickets_issued, 2u);
        pair.crash();
        ASSERT_TRUE(pair.comes_up(5min));
        EXPECT_TRUE(pair.resumed()) << (by_left ? "left" : "right");
    }
}

TEST(Resume, ADeletedSaIsNotResumed) {
    ResumePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.trace.clear();
    ASSERT_TRUE(pair.link.right.endpoint->terminate(ConnectionId(1), pair.link.now).ok());
    ASSERT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.count("IKE_SESSION_RESUME"), 0u);
}

TEST(Resume, AnotherKeyEndsTheSession) {
    ResumePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.right.auth = Authentication::by_psk(secret("another key"));
    pair.crash();
    pair.link.run_for(60s);
    EXPECT_FALSE(pair.link.left.is_up());
    EXPECT_EQ(pair.link.right.endpoint->counters().tickets_refused, 1u);
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerRefusesAuthentication);
}

TEST(Resume, ATicketExpires) {
    EndpointOptions options;
    options.ticket_lifetime = 10min;
    ResumePair pair(1, options);
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.run_for(11min);
    pair.crash();
    ASSERT_TRUE(pair.comes_up(5min));
    EXPECT_EQ(pair.count("IKE_SESSION_RESUME"), 0u);
}

TEST(Resume, ATicketIsGoodOnce) {
    ResumePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    Bytes request;
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        const auto message = Message::parse(datagram.bytes);
        const bool resume = message && message->header.exchange == ExchangeType::kIkeSessionResume;
        if (from.name == "left" && resume) request = datagram.bytes;
        return true;
    };
    pair.crash();
    ASSERT_TRUE(pair.comes_up(5min));
    ASSERT_FALSE(request.empty());
    // Another SPI, or it would be a repetition of the same request.
    request[0] = static_cast<uint8_t>(request[0] ^ 0xff);
    const auto before = pair.link.right.endpoint->sa_count();
    pair.link.inject(pair.link.right, {pair.link.left.address, 500}, request);
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), before);
    EXPECT_EQ(pair.link.right.endpoint->counters().tickets_refused, 1u);
}

TEST(Resume, FalseTicketsMakeNoState) {
    ResumePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.trace.clear();
    for (size_t length : {1u, 4u, 31u, 32u, 200u, 5000u}) {
        Message message;
        message.header.initiator_spi = IkeSpi(77);
        message.header.from_initiator = true;
        message.header.exchange = ExchangeType::kIkeSessionResume;
        message.payloads = {NoncePayload{Bytes(32, 5)}, ticket_opaque(Bytes(length, 9))};
        pair.link.inject(pair.link.right, {pair.link.left.address, 500}, message.serialize());
    }
    EXPECT_EQ(pair.link.right.endpoint->half_open_count(), 0u);
    EXPECT_EQ(pair.count("N(TICKET_NACK)"), 6u);
    EXPECT_TRUE(pair.is_one_tunnel());
}

TEST(Resume, AForgedNackCostsAFullExchangeAndNoMore) {
    ResumePair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.crash();
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        auto message = Message::parse(datagram.bytes);
        const bool resume = message && message->header.exchange == ExchangeType::kIkeSessionResume;
        if (from.name != "right" || !resume) return true;
        message->payloads = {NotifyPayload::of(NotifyType::kTicketNack)};
        datagram.bytes = message->serialize();
        return true;
    };
    EXPECT_TRUE(pair.link.run_until([&] { return pair.link.left.is_up() && pair.link.right.is_up(); }, 5min));
    EXPECT_GE(pair.count("IKE_SA_INIT"), 2u);
}

}  // namespace
}  // namespace hawser::ike::test

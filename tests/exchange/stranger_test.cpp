// SPDX-License-Identifier: BSD-2-Clause
// What strangers send: it must not crash, hang, grow memory, fill the log, or harm a tunnel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ike/crypto/key_exchange.h"
#include "ike/engine/proposal_selection.h"
#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

/// An IKE_SA_INIT request that is right in every respect.
Bytes good_init(uint64_t spi, SeededRandom& random) {
    static const Bytes public_value = [] {
        SeededRandom once(99);
        return to_bytes(KeyExchange::create(GroupId::kCurve25519, once).value()->public_value());
    }();
    Message message;
    message.header.initiator_spi = IkeSpi(spi);
    message.header.from_initiator = true;
    Bytes nonce(32);
    random.fill(nonce);
    message.payloads = {offer_ike(default_ike_proposals()), KePayload{GroupId::kCurve25519, public_value},
                        NoncePayload{nonce}};
    return message.serialize();
}

hawser::Endpoint stranger(uint64_t number) {
    const Bytes address = {10, static_cast<uint8_t>(number >> 16), static_cast<uint8_t>(number >> 8),
                           static_cast<uint8_t>(number)};
    return {IpAddress::from_bytes(address), 500};
}

/// A tunnel that is up, and a second connection by which anybody may try.
struct Open : Pair {
    explicit Open(EndpointOptions options = {}) : Pair(1, options) {
        start();
        EXPECT_TRUE(comes_up());
        ConnectionConfig anybody = right;
        anybody.id = ConnectionId(2);
        anybody.name = "anybody";
        anybody.remote_address.reset();
        anybody.remote_identity = Identity::fqdn("guest.example");
        EXPECT_TRUE(link.right.endpoint->add(anybody, link.now).ok());
    }
};

TEST(Flood, FromForgedSourcesGetsCookiesAndNoState) {
    Open open;
    SeededRandom random(5);
    for (uint64_t i = 1; i <= 3000; ++i) {
        open.link.inject(open.link.right, stranger(i), good_init(i, random));
    }
    const EndpointCounters& counters = open.link.right.endpoint->counters();
    EXPECT_EQ(open.link.right.endpoint->half_open_count(), open.link.right.options.cookie_threshold);
    EXPECT_EQ(counters.cookies_sent, 3000 - open.link.right.options.cookie_threshold);
    open.link.run_for(1min);
    EXPECT_TRUE(open.is_one_tunnel()) << "the tunnel is unharmed";
    EXPECT_EQ(open.link.right.endpoint->half_open_count(), 0u);
}

TEST(Flood, IsAskedForCookiesUntilNoInitiatorRepeatsARequestWithout) {
    EndpointOptions options;
    options.cookie_threshold = 1;
    options.half_open_lifetime = 10s;
    Open open(options);
    SeededRandom random(5);
    const auto repeat_second = [&, second = good_init(2, random)] {
        open.link.inject(open.link.right, stranger(2), second);
        return open.link.right.endpoint->half_open_count();
    };
    open.link.inject(open.link.right, stranger(1), good_init(1, random));
    open.link.run_for(6s);
    EXPECT_EQ(repeat_second(), 1u) << "the first stranger's";
    open.link.run_for(6s);
    EXPECT_EQ(repeat_second(), 0u) << "who was given a cookie may be about to show it";
    EXPECT_EQ(open.link.right.endpoint->counters().cookies_sent, 2u);
    open.link.run_for(6s);
    EXPECT_EQ(repeat_second(), 1u);
}

TEST(Flood, DoesNotKeepATunnelFromRekeying) {
    EndpointOptions options;
    options.cookie_threshold = 1000;
    Pair pair(1, options);
    pair.right.remote_address.reset();  // so that strangers may mean the same connection
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    SeededRandom random(5);
    for (uint64_t i = 1; i <= 50; ++i)
        pair.link.inject(pair.link.right, stranger(i), good_init(i, random));
    ASSERT_EQ(pair.link.right.endpoint->half_open_count(), 50u);
    const auto before = pair.link.left.status().initiator_spi;
    ASSERT_TRUE(pair.link.left.endpoint->rekey_ike(ConnectionId(1), pair.link.now).ok());
    pair.link.run_for(1s);
    EXPECT_NE(pair.link.left.status().initiator_spi, before);
}

TEST(Flood, EndsWithTheEndpoint) {
    Open open;
    SeededRandom random(5);
    open.link.inject(open.link.right, stranger(1), good_init(1, random));
    ASSERT_EQ(open.link.right.endpoint->half_open_count(), 1u);
    open.link.right.endpoint->shutdown(Shutdown::kDelete, open.link.now);
    open.link.run_for(1s);
    EXPECT_EQ(open.link.right.endpoint->sa_count(), 0u);
}

TEST(Flood, FromRealSourcesIsBoundedInAllAndForEach) {
    EndpointOptions options;
    options.cookie_threshold = 1000;  // as if all of them could show a cookie
    options.half_open_max = 100;
    options.half_open_max_per_source = 4;
    Open open(options);
    SeededRandom random(5);
    for (uint64_t i = 1; i <= 50; ++i) {
        open.link.inject(open.link.right, stranger(1), good_init(i, random));
    }
    EXPECT_EQ(open.link.right.endpoint->half_open_count(), 4u);
    for (uint64_t i = 1; i <= 400; ++i) {
        open.link.inject(open.link.right, stranger(i), good_init(1000 + i, random));
    }
    EXPECT_EQ(open.link.right.endpoint->half_open_count(), 100u);
    EXPECT_EQ(open.link.right.endpoint->counters().dropped_half_open_limit, 46u + 304u);
    EXPECT_LE(open.link.right.logs.size(), 30u) << "the log is not a stranger's to fill";
    open.link.run_for(1min);
    EXPECT_TRUE(open.is_one_tunnel());
}

TEST(Flood, IsBoundedByTheMemoryThatItHolds) {
    EndpointOptions options;
    options.cookie_threshold = 1000;
    options.half_open_bytes_max = 100000;
    Open open(options);
    SeededRandom random(5);
    for (uint64_t i = 1; i <= 400; ++i)
        open.link.inject(open.link.right, stranger(i), good_init(i, random));
    EXPECT_GE(open.link.right.endpoint->half_open_count(), 10u);
    EXPECT_LE(open.link.right.endpoint->half_open_count(), 25u) << "4 kB each, and their requests";
    open.link.run_for(1min);
    EXPECT_EQ(open.link.right.endpoint->half_open_count(), 0u);
    for (uint64_t i = 1001; i <= 1010; ++i)
        open.link.inject(open.link.right, stranger(i), good_init(i, random));
    EXPECT_EQ(open.link.right.endpoint->half_open_count(), 10u) << "the room is there again";
    open.link.run_for(1min);
    EXPECT_TRUE(open.is_one_tunnel());
}

TEST(Flood, DoesNotKeepANewTunnelOut) {
    EndpointOptions options;
    options.cookie_threshold = 8;
    Pair pair(1, options);
    ConnectionConfig anybody = pair.right;
    anybody.remote_address.reset();
    ASSERT_TRUE(pair.link.right.endpoint->add(anybody, pair.link.now).ok());
    SeededRandom random(5);
    for (uint64_t i = 1; i <= 1000; ++i) {
        pair.link.inject(pair.link.right, stranger(i), good_init(i, random));
    }
    ASSERT_TRUE(pair.link.left.endpoint->add(pair.left, pair.link.now).ok());
    EXPECT_TRUE(pair.link.run_until([&] { return pair.link.left.is_up() && pair.link.right.is_up(); }, 5s));
    EXPECT_GE(pair.link.right.endpoint->counters().cookies_sent, 1u);
}

TEST(Rubbish, AtRandom) {
    Open open;
    SeededRandom random(11);
    const auto before = open.link.right.endpoint->counters().datagrams_out;
    for (int i = 0; i < 20000; ++i) {
        Bytes bytes(random.below(300));
        random.fill(bytes);
        // Half of them with a length that fits, or they would all end at the header.
        if (bytes.size() >= 28 && random.chance(0.5)) {
            bytes[17] = 0x20;
            bytes[24] = bytes[25] = 0;
            bytes[26] = static_cast<uint8_t>(bytes.size() >> 8);
            bytes[27] = static_cast<uint8_t>(bytes.size());
        }
        open.link.inject(open.link.right, stranger(random.below(1000)), bytes);
    }
    EXPECT_TRUE(open.is_one_tunnel());
    EXPECT_LE(open.link.right.endpoint->counters().datagrams_out - before, 10u) << "answers are limited";
    EXPECT_LE(open.link.right.logs.size(), 30u);
}

TEST(Repetition, OfTheBeginningOfAnEstablishedSaBeginsNothing) {
    std::optional<SendDatagram> first;
    Pair pair;
    pair.link.filter = [&](const Side&, SendDatagram& datagram) {
        if (!first) first = datagram;
        return true;
    };
    pair.start();
    ASSERT_TRUE(pair.link.run_until([&] { return pair.link.left.is_up() && pair.link.right.is_up(); }, 5s));
    const auto before = pair.link.right.endpoint->counters();
    pair.link.inject(pair.link.right, first->local, first->bytes);
    EXPECT_EQ(pair.link.right.endpoint->half_open_count(), 0u);
    const auto after = pair.link.right.endpoint->counters();
    EXPECT_EQ(after.datagrams_out, before.datagrams_out);
    EXPECT_EQ(after.dropped_wrong_message_id, before.dropped_wrong_message_id + 1);
}

/// Datagrams that crossed the link in a whole life of a tunnel.
std::vector<Bytes> recorded_life() {
    std::vector<Bytes> seen;
    Pair pair;
    pair.link.filter = [&](const Side&, SendDatagram& datagram) {
        seen.push_back(datagram.bytes);
        return true;
    };
    pair.start();
    EXPECT_TRUE(pair.comes_up());
    pair.link.run_for(30s);
    EXPECT_TRUE(pair.link.left.endpoint->terminate(ConnectionId(1), pair.link.now).ok());
    pair.link.run_for(1s);
    return seen;
}

TEST(Rubbish, MadeOfRealMessages) {
    const std::vector<Bytes> life = recorded_life();
    ASSERT_GE(life.size(), 8u);
    SeededRandom random(13);
    // The same seed as recorded: SPIs and keys are those of the recording, so that mutations get far.
    Pair pair;
    pair.start();
    const hawser::Endpoint left{pair.link.left.address, 500};
    const hawser::Endpoint right{pair.link.right.address, 500};
    for (int round = 0; round < 8000; ++round) {
        Bytes bytes = life[random.below(life.size())];
        for (uint64_t i = 0; i <= random.below(4); ++i) {
            bytes[random.below(bytes.size())] = static_cast<uint8_t>(random.next());
        }
        if (random.chance(0.2)) bytes.resize(random.below(bytes.size()) + 1);
        const bool to_right = random.chance(0.5);
        pair.link.inject(to_right ? pair.link.right : pair.link.left, to_right ? left : right, bytes);
        if (round % 800 == 0) pair.link.run_for(200ms);
    }
    EXPECT_LE(pair.link.right.endpoint->sa_count(), 64u);
    pair.link.run_for(2min);
    EXPECT_TRUE(pair.comes_up(2min)) << pair.is_one_tunnel().message();
}

TEST(Rubbish, ReplayedMessagesChangeNothing) {
    std::vector<std::pair<std::string, Bytes>> seen;
    Pair pair;
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        seen.emplace_back(from.name, datagram.bytes);
        return true;
    };
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.run_for(1min);
    const auto recorded = seen;
    for (const auto& [from, bytes] : recorded) {
        const bool left = from == "left";
        const Side& sender = left ? pair.link.left : pair.link.right;
        pair.link.inject(left ? pair.link.right : pair.link.left, {sender.address, 500}, bytes);
    }
    EXPECT_TRUE(pair.is_one_tunnel());
    EXPECT_EQ(pair.link.right.kernel.installs(), 1u);
    EXPECT_EQ(pair.link.left.kernel.installs(), 1u);
}

TEST(Rubbish, WithAWrongIcvIsNotAnswered) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    Bytes request;
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        if (from.name == "left" && request.empty()) request = datagram.bytes;
        return false;
    };
    pair.link.run_for(11s);
    ASSERT_FALSE(request.empty());
    request.back() ^= 1;
    const auto before = pair.link.right.endpoint->counters();
    pair.link.inject(pair.link.right, {pair.link.left.address, 500}, request);
    EXPECT_EQ(pair.link.right.endpoint->counters().dropped_bad_integrity, before.dropped_bad_integrity + 1);
    EXPECT_EQ(pair.link.right.endpoint->counters().datagrams_out, before.datagrams_out);
}

TEST(Stranger, WithoutConnectionGetsNoAnswer) {
    Pair pair;
    pair.start();
    SeededRandom random(1);
    pair.link.inject(pair.link.right, stranger(1), good_init(1, random));
    EXPECT_EQ(pair.link.right.endpoint->counters().dropped_no_connection, 1u);
    EXPECT_EQ(pair.link.right.endpoint->counters().datagrams_out, 0u);
}

TEST(Stranger, WithAnUnknownSpiIsToldSoNotTooOften) {
    Pair pair;
    Message message;
    message.header.initiator_spi = IkeSpi(1);
    message.header.responder_spi = IkeSpi(2);
    message.header.exchange = ExchangeType::kInformational;
    message.header.from_initiator = true;
    for (int i = 0; i < 1000; ++i)
        pair.link.inject(pair.link.right, stranger(1), message.serialize());
    EXPECT_EQ(pair.link.right.endpoint->counters().dropped_unknown_spi, 1000u);
    EXPECT_EQ(pair.link.trace.size(), pair.link.right.options.stranger_answers_per_second);
    EXPECT_THAT(pair.link.trace.front(), testing::HasSubstr("INFORMATIONAL response 0"));
    message.header.response = true;
    pair.link.now += 1h;
    const size_t before = pair.link.trace.size();
    pair.link.inject(pair.link.right, stranger(1), message.serialize());
    EXPECT_EQ(pair.link.trace.size(), before) << "a response is never answered";
}

TEST(Stranger, OfALaterMajorVersionIsToldOurs) {
    Pair pair;
    pair.start();
    SeededRandom random(1);
    Bytes init = good_init(1, random);
    init[17] = 0x30;
    pair.link.inject(pair.link.right, stranger(1), init);
    ASSERT_FALSE(pair.link.trace.empty());
    EXPECT_THAT(pair.link.trace.back(), testing::HasSubstr("N("));
}

}  // namespace
}  // namespace hawser::ike::test

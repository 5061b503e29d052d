// SPDX-License-Identifier: BSD-2-Clause
// RFC 7383: messages that are larger than an IP packet should be go in fragments, and come through whatever
// the network does to them.
#include <gtest/gtest.h>

#include <algorithm>

#include "ike/wire/fragment_payload.h"
#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

constexpr size_t kIpv4Udp = 28;
constexpr size_t kIpv6Udp = 48;

/// So many networks on either side that IKE_AUTH takes some 2,000 bytes.
void give_many_networks(Pair& pair) {
    for (int i = 0; i < 55; ++i) {
        pair.left.local_selectors.push_back(selector("172.16." + std::to_string(2 * i) + ".0/24"));
        pair.left.remote_selectors.push_back(selector("172.17." + std::to_string(2 * i) + ".0/24"));
    }
    pair.right.local_selectors = pair.left.remote_selectors;
    pair.right.remote_selectors = pair.left.local_selectors;
}

std::optional<FragmentNumbers> numbers_of(ByteView datagram) {
    const auto message = Message::parse(datagram);
    const auto* fragment = message ? message->fragment() : nullptr;
    return fragment == nullptr ? std::nullopt : std::optional(fragment->numbers);
}

/// Counts what each side sends, and lets through what `passes`.
struct Tap {
    explicit Tap(SimLink& link) {
        link.filter = [this](const Side& from, SendDatagram& datagram) {
            const size_t side = from.name == "left" ? 0 : 1;
            largest[side] = std::max(largest[side], datagram.bytes.size());
            fragments[side] += numbers_of(datagram.bytes) ? 1 : 0;
            return !passes || passes(from, datagram);
        };
    }
    std::function<bool(const Side& from, const SendDatagram&)> passes;
    size_t largest[2] = {};
    size_t fragments[2] = {};
};

TEST(Fragmentation, KeepsEveryPacketWithinTheLimit) {
    for (const bool ipv6 : {false, true}) {
        for (const uint16_t limit : {uint16_t{576}, uint16_t{1280}, uint16_t{1400}}) {
            Pair pair(1, {}, ipv6);
            give_many_networks(pair);
            pair.left.fragment_size = pair.right.fragment_size = limit;
            Tap tap(pair.link);
            pair.start();
            ASSERT_TRUE(pair.comes_up(1s)) << pair.is_one_tunnel().message();
            for (size_t side : {0, 1}) {
                EXPECT_LE(tap.largest[side] + (ipv6 ? kIpv6Udp : kIpv4Udp), limit);
                EXPECT_GE(tap.fragments[side], limit == 576 ? 4u : 2u) << limit;
            }
        }
    }
}

TEST(Fragmentation, LeavesRoomForTheMarkerOfTheNatPort) {
    Pair pair;
    give_many_networks(pair);
    pair.left.encapsulation = Encapsulation::kForced;
    Tap tap(pair.link);
    pair.start();
    ASSERT_TRUE(pair.comes_up(1s));
    EXPECT_EQ(tap.largest[0], 1280 - kIpv4Udp - 4);
}

TEST(Fragmentation, IsForThoseWhoBothSaidSo) {
    for (const bool left : {true, false}) {
        Pair pair;
        give_many_networks(pair);
        (left ? pair.left : pair.right).fragment_size = 0;
        Tap tap(pair.link);
        pair.start();
        ASSERT_TRUE(pair.comes_up(1s));
        EXPECT_EQ(tap.fragments[0] + tap.fragments[1], 0u);
        EXPECT_GT(tap.largest[0], 2000u);
    }
}

TEST(Fragmentation, AnswersInFragmentsAsSmallAsTheRequests) {
    Pair pair;
    give_many_networks(pair);
    pair.left.fragment_size = 576;
    Tap tap(pair.link);
    pair.start();
    ASSERT_TRUE(pair.comes_up(1s));
    EXPECT_LE(tap.largest[1], 576 - kIpv4Udp);
}

TEST(Fragmentation, TriesSmallerOnesWhereLargeOnesGetNoAnswer) {
    // What does not pass: both ways, or one way only.
    for (const std::string which : {"both", "left", "right"}) {
        Pair pair;
        give_many_networks(pair);
        Tap tap(pair.link);
        tap.passes = [&](const Side& from, const SendDatagram& datagram) {
            return (which != "both" && which != from.name) || datagram.bytes.size() <= 600;
        };
        pair.start();
        ASSERT_TRUE(pair.comes_up(20s)) << which << ": " << pair.is_one_tunnel().message();
        EXPECT_LT(pair.link.now - TimePoint{}, 8s) << "the waits begin anew with the size";
        // The size that got through stays, also for the SA that follows.
        ASSERT_TRUE(pair.link.left.endpoint->rekey_ike(ConnectionId(1), pair.link.now).ok());
        pair.link.run_for(5s);
        tap.largest[0] = 0;
        ASSERT_TRUE(pair.link.left.endpoint->rekey_child(ConnectionId(1), pair.link.now).ok());
        pair.link.run_for(5s);
        EXPECT_GT(tap.largest[0], 400u);
        EXPECT_LE(tap.largest[0], 576 - kIpv4Udp) << which;
    }
}

TEST(Fragmentation, GivesUpAPeerThatNeverAnswers) {
    Pair pair;
    give_many_networks(pair);
    Tap tap(pair.link);
    tap.passes = [](const Side&, const SendDatagram& datagram) { return !numbers_of(datagram.bytes); };
    pair.start();
    ASSERT_TRUE(
        pair.link.run_until([&] { return pair.link.left.failure() == FailureReason::kPeerSilent; }, 60s));
    EXPECT_NE(pair.link.left.failure_text().find("7 tries in 31 s"), std::string::npos)
        << pair.link.left.failure_text();
}

TEST(Fragmentation, WithstandsBadWeather) {
    for (uint64_t seed = 1; seed <= 60; ++seed) {
        Pair pair(seed);
        give_many_networks(pair);
        pair.left.fragment_size = seed % 2 == 0 ? 576 : 1280;
        pair.link.weather = {0.15, 0.3, 5ms, 400ms};
        pair.start();
        EXPECT_TRUE(pair.link.run_until([&] { return pair.link.left.is_up(); }, 10min)) << "seed " << seed;
        pair.link.weather = {};
        EXPECT_TRUE(pair.comes_up(3min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
    }
}

/// Runs until left has sent its IKE_AUTH, and keeps it from arriving.
std::vector<Bytes> catch_auth_request(Pair& pair) {
    std::vector<Bytes> caught;
    pair.link.filter = [&caught](const Side& from, SendDatagram& datagram) {
        if (from.name != "left" || !numbers_of(datagram.bytes)) return true;
        caught.push_back(datagram.bytes);
        return false;
    };
    pair.start();
    pair.link.run_for(100ms);
    pair.link.filter = nullptr;
    return caught;
}

TEST(Fragmentation, AnswersARepeatedRequestOnceForItsFirstFragment) {
    Pair pair;
    give_many_networks(pair);
    const std::vector<Bytes> request = catch_auth_request(pair);
    ASSERT_EQ(request.size(), 2u);
    const hawser::Endpoint left{pair.link.left.address, 500};
    const auto& counters = pair.link.right.endpoint->counters();
    pair.link.inject(pair.link.right, left, request[1]);
    EXPECT_EQ(counters.ike_sas_established, 0u);
    pair.link.inject(pair.link.right, left, request[1]);
    EXPECT_EQ(counters.dropped_fragment, 1u) << "it is there already";
    pair.link.inject(pair.link.right, left, request[0]);
    EXPECT_EQ(counters.ike_sas_established, 1u);
    EXPECT_EQ(pair.link.in_flight(), 2u);
    pair.link.inject(pair.link.right, left, request[1]);
    EXPECT_EQ(pair.link.in_flight(), 2u);
    EXPECT_EQ(counters.dropped_fragment, 2u);
    pair.link.inject(pair.link.right, left, request[0]);
    EXPECT_EQ(pair.link.in_flight(), 4u);
    EXPECT_EQ(counters.responses_replayed, 1u);
    EXPECT_TRUE(pair.comes_up(5s));
}

TEST(Fragmentation, DropsForgedFragmentsAndGoesOn) {
    Pair pair;
    give_many_networks(pair);
    const std::vector<Bytes> request = catch_auth_request(pair);
    ASSERT_EQ(request.size(), 2u);
    const hawser::Endpoint stranger{pair.link.left.address, 500};
    const auto& counters = pair.link.right.endpoint->counters();
    pair.link.inject(pair.link.right, stranger, request[0]);
    // Other numbers, other content, another number of fragments: none is authentic, none resets anything.
    constexpr size_t kNumber = 33;
    constexpr size_t kTotal = 35;
    for (size_t at : {kNumber, kTotal, size_t{60}, request[1].size() - 1}) {
        Bytes forged = request[1];
        forged[at] = static_cast<uint8_t>(forged[at] + 1);
        if (at == kNumber) forged[kTotal] = 9;
        pair.link.inject(pair.link.right, stranger, forged);
    }
    EXPECT_EQ(counters.dropped_bad_integrity, 4u);
    Bytes zero = request[1];
    zero[kNumber] = 0;
    pair.link.inject(pair.link.right, stranger, zero);
    EXPECT_EQ(counters.dropped_fragment, 1u);
    pair.link.inject(pair.link.right, stranger, request[1]);
    EXPECT_EQ(counters.ike_sas_established, 1u);
}

TEST(Fragmentation, OfARefusedPeerIsAnsweredAgain) {
    Pair pair;
    give_many_networks(pair);
    pair.right.auth = Authentication::by_psk(secret("another key"));
    const std::vector<Bytes> request = catch_auth_request(pair);
    const hawser::Endpoint left{pair.link.left.address, 500};
    for (const Bytes& fragment : request)
        pair.link.inject(pair.link.right, left, fragment);
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u);
    ASSERT_NE(pair.link.lose(), "nothing");
    pair.link.inject(pair.link.right, left, request[0]);
    EXPECT_EQ(pair.link.right.endpoint->counters().responses_replayed, 1u);
    pair.link.run_for(1s);
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerRefusesAuthentication);
}

TEST(Fragmentation, KeepsAnUnfinishedRequestForALimitedTime) {
    EndpointOptions options;
    options.half_open_lifetime = 10min;
    Pair pair(1, options);
    give_many_networks(pair);
    const std::vector<Bytes> request = catch_auth_request(pair);
    const hawser::Endpoint left{pair.link.left.address, 500};
    pair.link.filter = [](const Side&, SendDatagram&) { return false; };
    pair.link.inject(pair.link.right, left, request[0]);
    pair.link.run_for(31s);
    pair.link.inject(pair.link.right, left, request[1]);
    EXPECT_EQ(pair.link.right.endpoint->counters().ike_sas_established, 0u);
    pair.link.inject(pair.link.right, left, request[0]);
    EXPECT_EQ(pair.link.right.endpoint->counters().ike_sas_established, 1u);
}

TEST(Fragmentation, BoundsTheMessage) {
    EndpointOptions options;
    options.max_reassembled_size = 2000;
    Pair pair(1, options);
    give_many_networks(pair);
    const std::vector<Bytes> request = catch_auth_request(pair);
    const hawser::Endpoint left{pair.link.left.address, 500};
    for (const Bytes& fragment : request)
        pair.link.inject(pair.link.right, left, fragment);
    EXPECT_EQ(pair.link.right.endpoint->counters().dropped_fragment, 1u);
    EXPECT_EQ(pair.link.right.endpoint->counters().ike_sas_established, 0u);
}

}  // namespace
}  // namespace hawser::ike::test

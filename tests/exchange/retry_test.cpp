// SPDX-License-Identifier: BSD-2-Clause
// IKE_SA_INIT that takes more than one try: cookies, groups, lost and repeated messages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

EndpointOptions always_cookies() {
    EndpointOptions options;
    options.cookie_threshold = 0;
    return options;
}

TEST(Cookie, IsAskedForAndEchoed) {
    Pair pair(1, always_cookies());
    pair.start();

    /* --> IKE_SA_INIT { SA, KE, Ni } */
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> IKE_SA_INIT request 0 [ SA KE No"));
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u) << "no state before the cookie has come back";

    /* <-- IKE_SA_INIT { N(COOKIE) } */
    EXPECT_EQ(pair.link.pass(), "right --> IKE_SA_INIT response 0 [ N(COOKIE) ]");

    /* --> IKE_SA_INIT { N(COOKIE), SA, KE, Ni } */
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> IKE_SA_INIT request 0 [ N(COOKIE) SA KE No"));
    EXPECT_EQ(pair.link.right.endpoint->half_open_count(), 1u);

    /* <-- IKE_SA_INIT { SA, KE, Nr } */
    EXPECT_THAT(pair.link.pass(), StartsWith("right --> IKE_SA_INIT response 0 [ SA KE No"));
    EXPECT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.right.endpoint->counters().cookies_sent, 1u);
}

TEST(Cookie, OfAnotherSourceIsNotTaken) {
    Pair pair(1, always_cookies());
    pair.right.remote_address.reset();
    pair.start();
    Bytes with_cookie;
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        if (from.name == "left" && pair.link.trace.size() == 3) with_cookie = datagram.bytes;
        return true;
    };
    pair.link.pass();
    pair.link.pass();
    ASSERT_FALSE(with_cookie.empty());
    const hawser::Endpoint thief{IpAddress::parse("192.0.2.66").value(), 500};
    pair.link.inject(pair.link.right, thief, with_cookie);
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u);
    EXPECT_EQ(pair.link.right.endpoint->counters().cookies_sent, 2u);
}

TEST(Cookie, AndOtherGroupTogether) {
    Pair pair(1, always_cookies());
    pair.left.ike_proposals = {parse_ike_proposal("aes128gcm16-prfsha256-x25519-ecp256").value()};
    pair.right.ike_proposals = {parse_ike_proposal("aes128gcm16-prfsha256-ecp256").value()};
    pair.start();
    EXPECT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.left.status().dh_group, "ECP_256");
}

TEST(Cookie, ForgedWithoutEndDoesNotMakeUsSendWithoutEnd) {
    Pair pair;
    pair.start();
    pair.link.weather.loss = 1;
    const auto sent = [&] { return pair.link.left.endpoint->counters().datagrams_out; };
    Message forged;
    forged.header.initiator_spi = pair.link.left.status().initiator_spi;
    forged.header.response = true;
    forged.payloads.push_back(NotifyPayload::of(NotifyType::kCookie, Bytes{1, 2, 3}));
    for (int i = 0; i < 100; ++i) {
        pair.link.inject(pair.link.left, {pair.link.right.address, 500}, forged.serialize());
    }
    EXPECT_LT(sent(), 20u);
}

TEST(OtherGroup, IsUsedIfWeOfferIt) {
    Pair pair;
    pair.left.ike_proposals = {parse_ike_proposal("aes128gcm16-prfsha256-x25519-modp2048").value()};
    pair.right.ike_proposals = {parse_ike_proposal("aes128gcm16-prfsha256-modp2048").value()};
    pair.start();

    /* --> IKE_SA_INIT { SA, KE(x25519), Ni } */
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> IKE_SA_INIT request 0 [ SA KE No"));
    /* <-- IKE_SA_INIT { N(INVALID_KE_PAYLOAD) } */
    EXPECT_EQ(pair.link.pass(), "right --> IKE_SA_INIT response 0 [ N(INVAL_KE) ]");
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u);
    /* --> IKE_SA_INIT { SA, KE(modp2048), Ni } */
    EXPECT_THAT(pair.link.pass(), StartsWith("left --> IKE_SA_INIT request 0 [ SA KE No"));
    EXPECT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.left.status().dh_group, "MODP_2048");
}

TEST(OtherGroup, IsNotUsedIfWeDoNotOfferIt) {
    Pair pair;
    pair.left.ike_proposals = {parse_ike_proposal("aes128gcm16-prfsha256-ecp384").value()};
    pair.start();
    Message forged;
    forged.header.initiator_spi = pair.link.left.status().initiator_spi;
    forged.header.response = true;
    forged.payloads.push_back(NotifyPayload::of(NotifyType::kInvalidKePayload, Bytes{0, 2}));  // modp1024
    pair.link.inject(pair.link.left, {pair.link.right.address, 500}, forged.serialize());
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kInvalidKeGroup);
    EXPECT_THAT(pair.link.left.failure_text(), HasSubstr("MODP_1024"));
    EXPECT_TRUE(pair.comes_up()) << "what anybody can forge must not end the attempt";
    EXPECT_EQ(pair.link.left.status().dh_group, "ECP_384");
}

TEST(Retransmission, RepeatsTheSameBytes) {
    Pair pair;
    pair.start();
    std::vector<Bytes> requests;
    pair.link.filter = [&](const Side&, SendDatagram& datagram) {
        requests.push_back(datagram.bytes);
        return false;
    };
    pair.link.time_out();
    pair.link.time_out();
    ASSERT_EQ(requests.size(), 3u);
    EXPECT_EQ(requests[0], requests[1]);
    EXPECT_EQ(requests[0], requests[2]);
    EXPECT_EQ(pair.link.now, TimePoint{} + 5s);
    EXPECT_EQ(pair.link.left.status().retransmissions, 2u);
}

TEST(Retransmission, LostInitResponseIsSentAgainUnchanged) {
    Pair pair;
    pair.start();
    std::vector<Bytes> responses;
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        if (from.name == "right") responses.push_back(datagram.bytes);
        return true;
    };
    /* --> IKE_SA_INIT, <-- lost, --> again */
    pair.link.pass();
    pair.link.lose();
    pair.link.time_out();
    pair.link.pass();
    ASSERT_EQ(responses.size(), 2u);
    EXPECT_EQ(responses[0], responses[1]);
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 1u) << "a repeated request is no second SA";
    EXPECT_TRUE(pair.comes_up());
}

TEST(Retransmission, LostAuthResponseIsSentAgainAndInstalledOnce) {
    Pair pair;
    pair.start();
    for (int i = 0; i < 3; ++i)
        pair.link.pass();
    EXPECT_THAT(pair.link.lose(), StartsWith("right --> IKE_AUTH response 1"));
    EXPECT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.right.kernel.installs(), 1u);
    EXPECT_EQ(pair.link.right.endpoint->counters().responses_replayed, 1u);
}

TEST(Retransmission, LateInitRequestIsIgnoredOnceAuthHasCome) {
    Pair pair;
    Bytes init;
    pair.link.filter = [&](const Side&, SendDatagram& datagram) {
        if (init.empty()) init = datagram.bytes;
        return true;
    };
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const auto sent = pair.link.right.endpoint->counters().datagrams_out;
    pair.link.inject(pair.link.right, {pair.link.left.address, 500}, init);
    EXPECT_EQ(pair.link.right.endpoint->counters().datagrams_out, sent);
    EXPECT_TRUE(pair.is_one_tunnel());
}

TEST(Retransmission, HalfOpenSaIsForgotten) {
    Pair pair;
    pair.start();
    pair.link.pass();
    pair.link.weather.loss = 1;
    pair.link.lose();
    ASSERT_EQ(pair.link.right.endpoint->half_open_count(), 1u);
    pair.link.run_for(31s);
    EXPECT_EQ(pair.link.right.endpoint->half_open_count(), 0u);
    EXPECT_EQ(pair.link.right.endpoint->counters().half_open_expired, 1u);
}

TEST(Reconnect, NeverStopsAndBacksOff) {
    Pair pair;
    pair.link.weather.loss = 1;
    pair.start();
    pair.link.run_for(1h);
    const auto attempts = pair.link.left.status().last_failure->attempts;
    EXPECT_GE(attempts, 40u) << "an attempt of 26 s and a wait of at most 60 s each";
    EXPECT_LE(attempts, 80u);
    pair.link.weather.loss = 0;
    EXPECT_TRUE(pair.comes_up(120s));
}

}  // namespace
}  // namespace hawser::ike::test

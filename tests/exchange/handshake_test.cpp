// SPDX-License-Identifier: BSD-2-Clause
// The initial exchanges, RFC 7296 1.2, without mishaps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <tuple>
#include <variant>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

TEST(Handshake, TakesFourMessages) {
    Pair pair;
    pair.start();

    /* --> IKE_SA_INIT { SA, KE, Ni } */
    EXPECT_EQ(
        pair.link.pass(),
        "left --> IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(REDIR_SUP) N(FRAG_SUP) V ]");
    EXPECT_EQ(pair.link.right.endpoint->half_open_count(), 1u);
    EXPECT_EQ(pair.link.left.status().state, IkeSaState::kConnecting);

    /* <-- IKE_SA_INIT { SA, KE, Nr } */
    EXPECT_EQ(pair.link.pass(),
              "right --> IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) "
              "N(CHDLESS_SUP) V ]");
    EXPECT_EQ(pair.link.left.status().state, IkeSaState::kConnecting);

    /* --> IKE_AUTH { IDi, N(INITIAL_CONTACT), IDr, AUTH, SA, TSi, TSr } */
    EXPECT_THAT(pair.link.pass(), testing::StartsWith("left --> IKE_AUTH request 1"));
    EXPECT_EQ(pair.link.right.status().state, IkeSaState::kEstablished);
    EXPECT_EQ(pair.link.right.endpoint->half_open_count(), 0u);
    EXPECT_EQ(pair.link.right.kernel.pairs().size(), 1u);

    /* <-- IKE_AUTH { IDr, AUTH, SA, TSi, TSr } */
    EXPECT_THAT(pair.link.pass(), testing::StartsWith("right --> IKE_AUTH response 1"));
    EXPECT_TRUE(pair.is_one_tunnel());
    EXPECT_EQ(pair.link.in_flight(), 0u);
}

TEST(Handshake, StatusSaysWhatIsUp) {
    Pair pair;
    pair.left.ike_proposals = {parse_ike_proposal("aes256-sha384-ecp384").value()};
    pair.left.esp_proposals = {parse_esp_proposal("aes128gcm16-esn").value()};
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const SaStatus status = pair.link.left.status();
    EXPECT_EQ(status.encr_alg, "AES_CBC");
    EXPECT_EQ(status.encr_keysize, 256);
    EXPECT_EQ(status.integ_alg, "HMAC_SHA2_384_192");
    EXPECT_EQ(status.prf_alg, "PRF_HMAC_SHA2_384");
    EXPECT_EQ(status.dh_group, "ECP_384");
    EXPECT_EQ(status.local_id, "branch.example");
    EXPECT_EQ(status.remote_id, "pop.example");
    EXPECT_EQ(status.remote_host, pair.link.right.address);
    EXPECT_TRUE(status.initiator);
    EXPECT_TRUE(status.peer_is_hawser);
    EXPECT_FALSE(status.last_failure);
    ASSERT_EQ(status.child_sas.size(), 1u);
    const ChildSaStatus& child = status.child_sas.front();
    EXPECT_EQ(child.state, ChildSaState::kInstalled);
    EXPECT_EQ(child.encr_alg, "AES_GCM_16");
    EXPECT_TRUE(child.esn);
    EXPECT_FALSE(child.encap);
    EXPECT_EQ(child.local_ts, std::vector<std::string>{"10.1.0.0/16"});
    EXPECT_EQ(child.remote_ts, std::vector<std::string>{"10.2.0.0/16"});
    EXPECT_EQ(pair.link.right.status().child_sas.front().spi_out, child.spi_in);
}

TEST(Handshake, DefaultsOfBothSidesMeetAtTheFirst) {
    Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.left.status().dh_group, "CURVE_25519");
    EXPECT_EQ(pair.link.left.status().encr_alg, "AES_GCM_16");
    EXPECT_TRUE(pair.link.left.status().child_sas.front().esn);
}

TEST(Handshake, ThePairIsTheFirstThingThatTheAnswerLeadsTo) {
    Pair pair;
    std::optional<SendDatagram> answer;
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        const bool is_answer = from.name == "right" && pair.link.trace.size() == 4;
        if (is_answer) answer = datagram;
        return !is_answer;
    };
    pair.start();
    ASSERT_TRUE(pair.link.run_until([&] { return answer.has_value(); }, 1s));
    Endpoint& left = *pair.link.left.endpoint;
    left.handle_datagram(pair.link.now,
                         {.local = answer->remote, .remote = answer->local, .bytes = answer->bytes});
    const auto first = left.poll_action();
    ASSERT_TRUE(first);
    EXPECT_TRUE(std::holds_alternative<InstallChildSa>(*first)) << "the peer may be sending with it already";
    EXPECT_TRUE(left.poll_action()) << "logs and states follow";
}

/// Whoever answers IKE_SA_INIT has the keys too, and the policies of the pair to be replaced are there.
TEST(Handshake, ReadsWithNoNewKeyBeforeThePeerIsAuthenticated) {
    Pair pair;
    pair.left.reauth_time = 1min;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    std::optional<SendDatagram> answer;
    pair.link.filter = [&](const Side& from, SendDatagram& datagram) {
        const bool is_answer =
            from.name == "right" && pair.link.trace.back().find("IKE_SA_INIT response") != std::string::npos;
        if (is_answer) answer = datagram;
        return !is_answer;
    };
    ASSERT_TRUE(pair.link.run_until([&] { return answer.has_value(); }, 2min));
    Endpoint& left = *pair.link.left.endpoint;
    left.handle_datagram(pair.link.now,
                         {.local = answer->remote, .remote = answer->local, .bytes = answer->bytes});
    bool goes_on = false;
    while (const auto action = left.poll_action()) {
        const bool sends = std::holds_alternative<SendDatagram>(*action);
        goes_on = goes_on || sends;
        EXPECT_TRUE(sends || std::holds_alternative<Log>(*action) ||
                    std::holds_alternative<StateChanged>(*action));
    }
    EXPECT_TRUE(goes_on) << "with IKE_AUTH";
}

TEST(Handshake, BeginsWhenAsked) {
    Pair pair;
    ASSERT_TRUE(pair.link.right.endpoint->add(pair.right, pair.link.now).ok());
    ASSERT_TRUE(pair.link.left.endpoint->add(pair.left, pair.link.now, pair.link.now + 300ms).ok());
    pair.link.drain();
    pair.link.run_for(299ms);
    EXPECT_TRUE(pair.link.trace.empty());
    EXPECT_EQ(pair.link.left.status().next_attempt, pair.link.now + 1ms);
    EXPECT_TRUE(pair.comes_up(100ms));
    EXPECT_FALSE(pair.link.left.status().next_attempt);
}

TEST(Handshake, ThatThePeerBeginsIsNotBegunAgain) {
    Pair pair;
    pair.right.initiate = Initiate::kAuto;
    ASSERT_TRUE(pair.link.left.endpoint->add(pair.left, pair.link.now, pair.link.now + 300ms).ok());
    ASSERT_TRUE(pair.link.right.endpoint->add(pair.right, pair.link.now).ok());
    pair.link.drain();
    ASSERT_TRUE(pair.comes_up(200ms));
    pair.link.run_for(1s);
    EXPECT_FALSE(pair.link.left.status().initiator);
    EXPECT_EQ(pair.link.left.kernel.installs(), 1u);
}

TEST(Handshake, RespondsToAPeerWhoseAddressIsNotKnown) {
    Pair pair;
    pair.right.remote_address.reset();
    pair.start();
    EXPECT_TRUE(pair.comes_up());
}

TEST(Handshake, InstallFailureIsShownAndTheSaDeleted) {
    Pair pair;
    pair.link.left.kernel.refuse_with = "adding the inbound SA: Function not implemented";
    pair.start();
    ASSERT_TRUE(
        pair.link.run_until([&] { return pair.link.left.failure() == FailureReason::kKernelRefused; }, 60s));
    EXPECT_THAT(pair.link.left.failure_text(), testing::HasSubstr("Function not implemented"));
    EXPECT_TRUE(pair.link.run_until([&] { return pair.link.right.kernel.pairs().empty(); }, 5s));

    pair.link.left.kernel.refuse_with.reset();
    EXPECT_TRUE(pair.comes_up());
}

using Combination = std::tuple<const char*, const char*, bool>;
class HandshakeWith : public testing::TestWithParam<Combination> {};

TEST_P(HandshakeWith, ComesUp) {
    const auto [ike, esp, ipv6] = GetParam();
    Pair pair(1, {}, ipv6);
    pair.left.ike_proposals = {parse_ike_proposal(ike).value()};
    pair.left.esp_proposals = {parse_esp_proposal(esp).value()};
    pair.start();
    EXPECT_TRUE(pair.comes_up()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.trace.size(), 4u);
}

INSTANTIATE_TEST_SUITE_P(
    Algorithms, HandshakeWith,
    testing::Combine(testing::Values("aes128gcm16-prfsha256-x25519", "aes256gcm16-prfsha384-ecp256",
                                     "aes256gcm16-prfsha512-ecp384", "aes128-sha256-modp2048",
                                     "aes256-sha384-x25519", "aes256-sha512-ecp256",
                                     "aes128-sha256-prfsha512-x25519"),
                     testing::Values("aes128gcm16", "aes256gcm16-esn", "aes128-sha256", "aes256-sha384-esn",
                                     "aes256-sha512"),
                     testing::Bool()));

}  // namespace
}  // namespace hawser::ike::test

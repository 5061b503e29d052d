// SPDX-License-Identifier: BSD-2-Clause
// What an engineer is told when a tunnel does not come up: on both sides, in words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// Runs until the left side has a failure to show and has given its first attempt up.
bool fails(Pair& pair) {
    return pair.link.run_until(
        [&] {
            return pair.link.left.failure() != FailureReason::kNone &&
                   pair.link.left.status().state == IkeSaState::kCreated;
        },
        60s);
}

TEST(Failure, WrongKey) {
    Pair pair;
    pair.left.auth = Authentication::by_psk(secret("a key that one side has mistyped"));
    pair.start();
    ASSERT_TRUE(fails(pair));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerRefusesAuthentication);
    EXPECT_THAT(pair.link.left.failure_text(), HasSubstr("refuses our identity 'branch.example' or our key"));
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kWrongPeerKey);
    EXPECT_THAT(pair.link.right.failure_text(), HasSubstr("AUTH does not fit our pre-shared key"));
    EXPECT_TRUE(pair.link.left.kernel.pairs().empty());
    EXPECT_TRUE(pair.link.right.kernel.pairs().empty());
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u);
    EXPECT_TRUE(pair.link.left.status().next_attempt) << "it tries again";
}

TEST(Failure, AnswerToAWrongKeySurvivesLoss) {
    Pair pair;
    pair.left.auth = Authentication::by_psk(secret("a key that one side has mistyped"));
    pair.start();
    for (int i = 0; i < 3; ++i)
        pair.link.pass();
    pair.link.lose();  // <-- IKE_AUTH { N(AUTHENTICATION_FAILED) }
    ASSERT_TRUE(fails(pair));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerRefusesAuthentication)
        << "the repeated request must get the same answer although the SA is gone";
}

TEST(Failure, ResponderWithWrongIdentity) {
    Pair pair;
    pair.right.local_identity = Identity::fqdn("other.example");
    pair.left.remote_identity = Identity::fqdn("*.example");  // names nobody, so that the peer answers
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    Pair strict;
    strict.right.local_identity = Identity::fqdn("other.example");
    strict.start();
    ASSERT_TRUE(fails(strict));
    EXPECT_EQ(strict.link.right.failure(), FailureReason::kWrongPeerIdentity);
    EXPECT_THAT(strict.link.right.failure_text(),
                HasSubstr("wants to meet 'pop.example', we are 'other.example'"));
}

TEST(Failure, PeerIsSomebodyElse) {
    Pair pair;
    pair.left.remote_identity = Identity::fqdn("*.elsewhere");
    pair.start();
    ASSERT_TRUE(fails(pair));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kWrongPeerIdentity);
    EXPECT_THAT(pair.link.left.failure_text(),
                HasSubstr("peer identity is 'pop.example', expected '*.elsewhere'"));
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u) << "the responder is told, and forgets its SA";
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kPeerRefusesAuthentication);
}

TEST(Failure, InitiatorWithUnknownIdentity) {
    Pair pair;
    pair.left.local_identity = Identity::fqdn("stranger.example");
    pair.start();
    ASSERT_TRUE(fails(pair));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerRefusesAuthentication);
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kWrongPeerIdentity);
    EXPECT_THAT(pair.link.right.failure_text(),
                HasSubstr("peer identity is 'stranger.example', expected 'branch.example'"));
}

TEST(Failure, NoCommonIkeProposal) {
    Pair pair;
    pair.left.ike_proposals = {parse_ike_proposal("aes128-sha256-modp2048").value()};
    pair.right.ike_proposals = {parse_ike_proposal("aes256gcm16-prfsha384-ecp384").value()};
    pair.start();
    pair.link.pass();
    pair.link.pass();
    EXPECT_EQ(pair.link.left.status().state, IkeSaState::kConnecting) << "anybody may have sent that";
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kNoProposalChosen) << "but it is shown at once";
    ASSERT_TRUE(fails(pair));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kNoProposalChosen);
    EXPECT_THAT(pair.link.left.failure_text(), HasSubstr("we offer aes128-sha256-prfsha256-modp2048"));
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kNoProposalChosen);
    EXPECT_THAT(pair.link.right.failure_text(), HasSubstr("AES_CBC_128"));
    EXPECT_THAT(pair.link.right.failure_text(), HasSubstr("we accept aes256gcm16-prfsha384-ecp384"));
}

TEST(Failure, NoCommonEspProposal) {
    Pair pair;
    pair.left.esp_proposals = {parse_esp_proposal("aes128-sha256").value()};
    pair.right.esp_proposals = {parse_esp_proposal("aes128gcm16").value()};
    pair.start();
    ASSERT_TRUE(fails(pair));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kNoChildProposalChosen);
    EXPECT_THAT(pair.link.left.failure_text(), HasSubstr("we offer aes128-sha256"));
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kNoChildProposalChosen);
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u);
}

TEST(Failure, NoCommonSelectors) {
    Pair pair;
    pair.left.remote_selectors = {selector("10.3.0.0/16")};
    pair.start();
    ASSERT_TRUE(fails(pair));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kSelectorsUnacceptable);
    EXPECT_THAT(pair.link.left.failure_text(),
                HasSubstr("TS_UNACCEPTABLE): we offer 10.1.0.0/16 === 10.3.0.0/16"));
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kSelectorsUnacceptable);
    EXPECT_THAT(pair.link.right.failure_text(), HasSubstr("peer offers 10.3.0.0/16 === 10.1.0.0/16"));
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u);
}

TEST(Failure, SilentPeer) {
    Pair pair;
    pair.link.weather.loss = 1;
    pair.start();
    ASSERT_TRUE(fails(pair));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerSilent);
    EXPECT_EQ(pair.link.left.failure_text(),
              "peer does not answer IKE_SA_INIT at 203.0.113.10[500] (5 tries in 26 s)");
}

TEST(Failure, PeerSilentInAuth) {
    Pair pair;
    pair.start();
    pair.link.pass();
    pair.link.pass();
    pair.link.weather.loss = 1;
    pair.link.lose();
    ASSERT_TRUE(fails(pair));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerSilent);
    EXPECT_THAT(pair.link.left.failure_text(), HasSubstr("does not answer IKE_AUTH"));
}

TEST(Failure, PeerSendsRubbish) {
    Pair pair;
    pair.link.weather.loss = 1;
    pair.start();
    const Bytes rubbish(100, 0x55);
    pair.link.inject(pair.link.left, {pair.link.right.address, 500}, rubbish);
    pair.link.inject(pair.link.left, {pair.link.right.address, 500}, rubbish);
    ASSERT_TRUE(fails(pair));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerSendsRubbish);
    EXPECT_THAT(pair.link.left.failure_text(), HasSubstr("2 datagrams"));
}

TEST(Failure, IsForgottenWhenTheTunnelIsUp) {
    Pair pair;
    pair.link.weather.loss = 1;
    pair.start();
    ASSERT_TRUE(fails(pair));
    pair.link.weather.loss = 0;
    ASSERT_TRUE(pair.comes_up(120s));
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kNone);
    EXPECT_FALSE(pair.link.left.status().next_attempt);
}

TEST(Narrowing, GivesBothSidesTheIntersection) {
    Pair pair;
    pair.left.local_selectors = {selector("10.1.0.0/16"), selector("192.168.0.0/24")};
    pair.left.remote_selectors = {selector("0.0.0.0/0")};
    pair.right.remote_selectors = {selector("10.1.0.0/17"), selector("172.16.0.0/12")};
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.left.status().child_sas[0].local_ts, std::vector<std::string>{"10.1.0.0/17"});
    EXPECT_EQ(pair.link.left.status().child_sas[0].remote_ts, std::vector<std::string>{"10.2.0.0/16"});
}

TEST(Narrowing, ByTheInitiatorsWishToo) {
    Pair pair;
    pair.left.remote_selectors = {selector("10.2.3.0/24")};
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.right.status().child_sas[0].local_ts, std::vector<std::string>{"10.2.3.0/24"});
}

TEST(Narrowing, OneFamilyIsLeftOfTwo) {
    Pair pair;
    pair.left.local_selectors = {selector("10.1.0.0/16"), selector("2001:db8:a::/48")};
    pair.left.remote_selectors = {selector("10.2.0.0/16"), selector("2001:db8:b::/48")};
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_EQ(pair.link.left.status().child_sas[0].local_ts, std::vector<std::string>{"10.1.0.0/16"});
}

}  // namespace
}  // namespace hawser::ike::test

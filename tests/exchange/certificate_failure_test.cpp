// SPDX-License-Identifier: BSD-2-Clause
// What an engineer is told when a certificate does not do, and that nothing comes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/certified_pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// The responder has refused the initiator for this.
void expect_refused_by_responder(CertifiedPair& pair, const std::string& reason) {
    ASSERT_TRUE(pair.fails());
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerRefusesAuthentication);
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kPeerCertificate);
    EXPECT_THAT(pair.link.right.failure_text(), HasSubstr(reason));
    EXPECT_EQ(pair.link.right.endpoint->counters().peers_refused, 1u);
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u);
    EXPECT_EQ(pair.link.right.kernel.installs(), 0u);
}

/// The initiator has refused the responder for this.
void expect_refused_by_initiator(CertifiedPair& pair, const std::string& reason) {
    ASSERT_TRUE(pair.fails());
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerCertificate);
    EXPECT_THAT(pair.link.left.failure_text(), HasSubstr(reason));
    EXPECT_EQ(pair.link.left.endpoint->counters().peers_refused, 1u);
    EXPECT_EQ(pair.link.left.kernel.installs(), 0u);
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u) << "it has been told";
}

TEST(CertificateFailure, ExpiredAtEitherSide) {
    const auto expired = [](Wish& wish) { wish.not_after = kNow - 1h; };
    CertifiedPair initiator;
    initiator.left.auth.local.credential = credential_of(initiator.certificate("branch.example", expired));
    initiator.start();
    expect_refused_by_responder(initiator,
                                "peer's certificate 'C=CH, O=Hawser, CN=branch.example': certificate has "
                                "expired, not valid after 2025-12-31 23:00:00 UTC");
    CertifiedPair responder;
    responder.right.auth.local.credential = credential_of(responder.certificate("pop.example", expired));
    responder.start();
    expect_refused_by_initiator(responder,
                                "certificate has expired, not valid after 2025-12-31 23:00:00 UTC");
}

TEST(CertificateFailure, NotValidYet) {
    CertifiedPair pair;
    pair.start(kNow - 48h);
    expect_refused_by_responder(pair,
                                "certificate is not yet valid, not valid before 2025-12-31 00:00:00 UTC");
}

TEST(CertificateFailure, TimeGoesOnByItself) {
    CertifiedPair pair;
    pair.left.reauth_time = 30h;
    pair.left.reconnect.cap = 1h;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    pair.link.run_for(25h);
    EXPECT_TRUE(pair.link.left.is_up()) << "a certificate that expires ends no SA";
    pair.link.run_for(10h);
    EXPECT_THAT(pair.link.right.logs.back().text, HasSubstr("certificate has expired"));
}

TEST(CertificateFailure, TheTimeOfDayIsNotKnown) {
    CertifiedPair pair;
    pair.Pair::start();
    expect_refused_by_responder(pair, "the time of day is not known");
}

TEST(CertificateFailure, IssuerNotTrusted) {
    CertifiedPair pair;
    pair.left.auth.local.credential = credential_of(
        issue(root("elsewhere"), {.common_name = "branch", .alternative_names = "DNS:branch.example"}));
    pair.start();
    expect_refused_by_responder(pair, "'C=CH, O=Hawser, CN=elsewhere' is no CA that we trust");

    CertifiedPair other;
    other.right.auth.local.credential = credential_of(
        issue(root("elsewhere"), {.common_name = "pop", .alternative_names = "DNS:pop.example"}));
    other.start();
    expect_refused_by_initiator(other, "'C=CH, O=Hawser, CN=elsewhere' is no CA that we trust");
}

TEST(CertificateFailure, IntermediateMissing) {
    CertifiedPair pair;
    const Issued middle = issue(pair.ca, {.common_name = "middle", .is_ca = true});
    pair.left.auth.local.credential =
        credential_of(issue(middle, {.common_name = "branch", .alternative_names = "DNS:branch.example"}));
    pair.start();
    expect_refused_by_responder(pair, "'C=CH, O=Hawser, CN=middle' is no CA that we trust");
}

TEST(CertificateFailure, Revoked) {
    CertifiedPair pair;
    TrustStore store;
    ASSERT_TRUE(store.add_authority(pair.ca.certificate()).ok());
    ASSERT_TRUE(store.add_crl(crl(pair.ca, {4711})).ok());
    pair.right.auth.remote.authorities = std::make_shared<const TrustStore>(std::move(store));
    pair.left.auth.local.credential =
        credential_of(pair.certificate("branch.example", [](Wish& wish) { wish.serial = 4711; }));
    pair.start();
    expect_refused_by_responder(pair, "revoked");
}

TEST(CertificateFailure, NoCrlWhereOneIsDemanded) {
    CertifiedPair pair;
    pair.right.auth.remote.revocation = RevocationPolicy::kStrict;
    pair.start();
    expect_refused_by_responder(pair, "CRL");
}

TEST(CertificateFailure, OfSomebodyElse) {
    CertifiedPair pair;
    pair.left.auth.local.credential = credential_of(pair.certificate("sun.example"));
    pair.start();
    expect_refused_by_responder(
        pair, "does not confirm ID_FQDN 'branch.example': it has subjectAltName sun.example");

    CertifiedPair other;
    other.right.auth.local.credential = credential_of(other.certificate("sun.example"));
    other.start();
    expect_refused_by_initiator(other, "does not confirm ID_FQDN 'pop.example'");
}

TEST(CertificateFailure, NameOutsideOfThePattern) {
    CertifiedPair pair;
    pair.left.local_identity = pair.left.auth.local.credential->identity();
    pair.right.remote_identity = Identity::parse("C=CH, O=Acme, CN=*").value();
    pair.start();
    ASSERT_TRUE(pair.fails());
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kWrongPeerIdentity);
    EXPECT_THAT(
        pair.link.right.failure_text(),
        HasSubstr("peer identity is 'C=CH, O=Hawser, CN=branch.example', expected 'C=CH, O=Acme, CN=*'"));
}

TEST(CertificateFailure, AnotherMethodThanExpected) {
    const auto key = secret("a key that nobody asked for");
    CertifiedPair pair;
    pair.left.auth.local = {key, nullptr};
    pair.start();
    expect_refused_by_responder(pair, "peer authenticates itself by pre-shared key, expected a certificate");

    CertifiedPair other;
    other.right.auth.remote = {key, nullptr};
    other.start();
    ASSERT_TRUE(other.fails());
    EXPECT_EQ(other.link.right.failure(), FailureReason::kWrongPeerKey);
    EXPECT_THAT(other.link.right.failure_text(),
                HasSubstr("peer authenticates itself by digital signature, expected a pre-shared key"));
}

TEST(CertificateFailure, NoHashInCommon) {
    CertifiedPair pair;
    pair.right.auth.hashes = {HashAlgorithm::kIdentity};
    pair.start();
    ASSERT_TRUE(pair.fails());
    EXPECT_EQ(pair.link.left.failure(), FailureReason::kOwnCredential);
    EXPECT_THAT(pair.link.left.failure_text(),
                HasSubstr("peer verifies no hash that goes with our ECDSA 256 key"));

    CertifiedPair other;
    other.left.auth.hashes = {HashAlgorithm::kIdentity};
    other.start();
    ASSERT_TRUE(other.fails());
    EXPECT_EQ(other.link.right.failure(), FailureReason::kOwnCredential);
}

TEST(CertificateFailure, StolenCertificateWithoutItsKey) {
    CertifiedPair pair;
    const Issued stolen = pair.certificate("branch.example", [](Wish& wish) { wish.key = ec_pair("P-384"); });
    const Issued own = pair.certificate("branch.example", [](Wish& wish) { wish.key = ec_pair("P-256"); });
    // A Credential does not let itself be made of a certificate and another one's key.
    const auto thief = std::make_shared<Credential>(Credential::make(own.pem(), own.key_pem()).value());
    const_cast<Certificate&>(thief->certificate()) = stolen.certificate();
    pair.left.auth.local.credential = thief;
    pair.start();
    expect_refused_by_responder(pair, "peer's AUTH does not fit its certificate");
}

}  // namespace
}  // namespace hawser::ike::test

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/x509/trust_store.h"

#include <gtest/gtest.h>

#include "ike/crypto/x509/credential.h"
#include "tests/unit/ike/crypto/support.h"
#include "tests/unit/ike/crypto/test_ca.h"

namespace hawser::ike {
namespace {

using std::chrono::hours;
using test::Issued;
using test::kNow;
using test::Wish;

class Trust : public testing::Test {
 protected:
    void SetUp() override { ASSERT_TRUE(store_.add_authority(ca_.certificate()).ok()); }

    /// The chain's length, or the reason.
    std::string verify(const Issued& leaf, const std::vector<Issued>& others = {}, CalendarTime now = kNow,
                       RevocationPolicy policy = RevocationPolicy::kRelaxed) {
        std::vector<Certificate> sent;
        for (const Issued& one : others)
            sent.push_back(one.certificate());
        const auto chain = store_.verify(leaf.certificate(), sent, {now, policy});
        return chain.ok() ? std::to_string(chain->size()) : chain.error().text();
    }

    Issued ca_ = test::root();
    TrustStore store_;
};

TEST_F(Trust, ReachesFromALeafOverOthersToACa) {
    EXPECT_EQ(verify(test::issue(ca_, {})), "2");
    const Issued middle =
        test::issue(ca_, {.common_name = "middle", .key = test::ec_pair("P-384"), .is_ca = true});
    const Issued leaf = test::issue(middle, {});
    EXPECT_EQ(verify(leaf, {middle}), "3");
    EXPECT_EQ(verify(leaf, {test::root("noise"), leaf, middle, ca_}), "3") << "in any order, with others";
    EXPECT_EQ(verify(leaf),
              "certificate 'C=CH, O=Hawser, CN=leaf': unable to get local issuer certificate: "
              "'C=CH, O=Hawser, CN=middle' is no CA that we trust");
}

TEST_F(Trust, OfAnIntermediateNeedsNoRoot) {
    const Issued middle = test::issue(test::root("other"), {.common_name = "middle", .is_ca = true});
    const Issued leaf = test::issue(middle, {});
    EXPECT_NE(verify(leaf, {middle}), "2");
    ASSERT_TRUE(store_.add_authority(middle.certificate()).ok());
    EXPECT_EQ(verify(leaf), "2");
}

TEST_F(Trust, IsNotInACaOfTheSameName) {
    EXPECT_EQ(verify(test::issue(test::root(), {})).substr(0, 36), "certificate 'C=CH, O=Hawser, CN=leaf");
    EXPECT_NE(verify(test::issue(test::root(), {})), "2");
}

TEST_F(Trust, NeedsTheTimeToBeRight) {
    const Issued leaf = test::issue(ca_, {});
    EXPECT_EQ(verify(leaf, {}, kNow + hours(23)), "2");
    EXPECT_EQ(verify(leaf, {}, kNow + hours(25)),
              "certificate 'C=CH, O=Hawser, CN=leaf': certificate has expired, not valid after 2026-01-02 "
              "00:00:00 UTC");
    EXPECT_EQ(
        verify(leaf, {}, kNow - hours(25)),
        "certificate 'C=CH, O=Hawser, CN=leaf': certificate is not yet valid, not valid before 2025-12-31 "
        "00:00:00 UTC");
}

TEST_F(Trust, IsNotGivenByALeaf) {
    const Issued usual = test::issue(ca_, {.common_name = "usual", .key = test::ec_pair("P-256")});
    EXPECT_NE(verify(test::issue(usual, {}), {usual}), "3");
    EXPECT_FALSE(store_.add_authority(usual.certificate()).ok());
    const Issued no_signer = test::issue(
        ca_,
        {.common_name = "crl only", .key = test::ec_pair("P-256"), .is_ca = true, .key_usage = "cRLSign"});
    EXPECT_FALSE(store_.add_authority(no_signer.certificate()).ok());
    EXPECT_NE(verify(test::issue(no_signer, {}), {no_signer}), "3");
}

TEST_F(Trust, NeedsALeafThatMaySign) {
    EXPECT_EQ(verify(test::issue(ca_, {.key_usage = "keyEncipherment"})),
              "certificate 'C=CH, O=Hawser, CN=leaf' may not sign: its keyUsage forbids it");
    EXPECT_EQ(verify(test::issue(ca_, {.key_usage = "digitalSignature"})), "2");
    EXPECT_EQ(verify(test::issue(ca_, {.key_usage = "nonRepudiation"})), "2");
}

TEST_F(Trust, IsNotInSha1) {
    const std::string why = verify(test::issue(ca_, {.digest = "SHA1"}));
    EXPECT_EQ(why, "certificate 'C=CH, O=Hawser, CN=leaf': CA signature digest algorithm too weak");
}

TEST_F(Trust, EndsWithRevocationUnderEveryPolicy) {
    ASSERT_TRUE(store_.add_crl(test::crl(ca_, {1, 9})).ok());
    for (auto policy : {RevocationPolicy::kRelaxed, RevocationPolicy::kIfUri, RevocationPolicy::kStrict}) {
        EXPECT_EQ(verify(test::issue(ca_, {.serial = 9}), {}, kNow, policy),
                  "certificate 'C=CH, O=Hawser, CN=leaf' was revoked at 2026-01-01 00:00:00 UTC");
        EXPECT_EQ(verify(test::issue(ca_, {.serial = 8}), {}, kNow, policy), "2");
    }
}

TEST_F(Trust, WithoutCrlIsAMatterOfPolicy) {
    const Issued plain = test::issue(ca_, {});
    const Issued with_uri = test::issue(ca_, {.crl_uri = "URI:http://crl.example/a"});
    const char* const refused =
        "certificate 'C=CH, O=Hawser, CN=leaf' may be revoked: there is no CRL of its issuer";
    EXPECT_EQ(verify(plain, {}, kNow, RevocationPolicy::kIfUri), "2");
    EXPECT_EQ(verify(plain, {}, kNow, RevocationPolicy::kStrict), refused);
    EXPECT_EQ(verify(with_uri, {}, kNow, RevocationPolicy::kRelaxed), "2");
    EXPECT_EQ(verify(with_uri, {}, kNow, RevocationPolicy::kIfUri), refused);
}

TEST_F(Trust, WithAnOldCrlIsToo) {
    ASSERT_TRUE(store_.add_crl(test::crl(ca_, {9})).ok());
    const Issued leaf = test::issue(ca_, {});
    EXPECT_EQ(verify(leaf, {}, kNow + hours(2)), "2");
    EXPECT_EQ(
        verify(leaf, {}, kNow + hours(2), RevocationPolicy::kStrict),
        "certificate 'C=CH, O=Hawser, CN=leaf' may be revoked: the CRL of its issuer expired at 2026-01-01 "
        "01:00:00 UTC");
    EXPECT_NE(verify(test::issue(ca_, {.serial = 9}), {}, kNow + hours(2)), "2") << "revoked stays revoked";
}

TEST_F(Trust, TakesACrlOnlyFromTheIssuer) {
    // Same name, another key: it says that 7, the leaf's, is revoked.
    ASSERT_TRUE(store_.add_crl(test::crl(test::root(), {7})).ok());
    EXPECT_EQ(verify(test::issue(ca_, {})), "2");
    EXPECT_NE(verify(test::issue(ca_, {}), {}, kNow, RevocationPolicy::kStrict), "2");
}

TEST_F(Trust, KeepsTheNewerCrl) {
    ASSERT_TRUE(store_.add_crl(test::crl(ca_, {7})).ok());
    ASSERT_TRUE(store_.add_crl(test::crl(ca_, {}, kNow - hours(3))).ok());
    EXPECT_NE(verify(test::issue(ca_, {})), "2");
    ASSERT_TRUE(store_.add_crl(test::crl(ca_, {}, kNow + std::chrono::minutes(1))).ok());
    EXPECT_EQ(verify(test::issue(ca_, {}), {}, kNow + std::chrono::minutes(2)), "2");
    EXPECT_FALSE(store_.add_crl(test::crl(ca_, {7}, kNow, true)).ok()) << "a delta CRL";
    EXPECT_FALSE(store_.add_crl(test::text("nonsense")).ok());
}

TEST_F(Trust, RevokesIntermediatesToo) {
    const Issued middle = test::issue(
        ca_, {.common_name = "middle", .key = test::ec_pair("P-256"), .is_ca = true, .serial = 5});
    const Issued leaf = test::issue(middle, {});
    ASSERT_TRUE(store_.add_crl(test::crl(ca_, {5})).ok());
    EXPECT_EQ(verify(leaf, {middle}),
              "certificate 'C=CH, O=Hawser, CN=middle' was revoked at 2026-01-01 00:00:00 UTC");
}

TEST_F(Trust, IsNamedInACertreqThatTheOtherSideUnderstands) {
    ASSERT_TRUE(store_.add_authority(test::root("second").certificate()).ok());
    ASSERT_TRUE(store_.add_authority(ca_.certificate()).ok());
    const CertRequestPayload request = store_.request();
    ASSERT_EQ(request.key_hashes.size(), 2u) << "the same one twice is one";
    const Issued leaf = test::issue(ca_, {});
    Bytes chain = leaf.pem();
    append(chain, ca_.pem());
    const auto ours = Credential::make(chain, leaf.key_pem());
    ASSERT_TRUE(ours.ok()) << ours.error().text();
    EXPECT_TRUE(ours->is_asked_for_by(request));
    EXPECT_TRUE(ours->is_asked_for_by({}));
    EXPECT_FALSE(ours->is_asked_for_by({CertEncoding::kX509Signature, {{1, 2, 3}}, {}}));
    EXPECT_FALSE(ours->is_asked_for_by({CertEncoding::kHashAndUrl, {}, {}}));
}

TEST_F(Trust, OfThePeerInAnIntermediateSparesSendingIt) {
    const Issued middle =
        test::issue(ca_, {.common_name = "middle", .key = test::ec_pair("P-384"), .is_ca = true});
    const Issued leaf = test::issue(middle, {.key = test::ec_pair("P-256")});
    Bytes chain = leaf.pem();
    append(chain, middle.pem());
    const auto ours = Credential::make(chain, leaf.key_pem());
    ASSERT_TRUE(ours.ok()) << ours.error().text();
    const auto asking_for = [&ours](const Issued& authority) {
        const std::vector<CertRequestPayload> requests = {
            {CertEncoding::kX509Signature, {authority.certificate().key_hash()}, {}}};
        return ours->payloads(requests).size();
    };
    EXPECT_EQ(asking_for(ca_), 2u);
    EXPECT_EQ(asking_for(middle), 1u);
    EXPECT_EQ(asking_for(leaf), 2u) << "our own goes always";
}

TEST_F(Trust, HoldsForWhatACredentialSends) {
    const Issued middle =
        test::issue(ca_, {.common_name = "middle", .key = test::ec_pair("P-256"), .is_ca = true});
    const Issued leaf = test::issue(middle, {});
    Bytes chain = leaf.pem();
    append(chain, ca_.pem());
    append(chain, middle.pem());
    const auto ours = Credential::make(chain, leaf.key_pem());
    ASSERT_TRUE(ours.ok());
    const auto payloads = ours->payloads();
    ASSERT_EQ(payloads.size(), 2u) << "the root stays at home";
    std::vector<const CertPayload*> received;
    for (const CertPayload& one : payloads)
        received.push_back(&one);
    const auto certificates = read_certificates(received);
    ASSERT_TRUE(certificates.ok());
    EXPECT_TRUE(store_.verify(certificates->front(), *certificates, {kNow, {}}).ok());
    EXPECT_EQ(certificates->front(), leaf.certificate());
    EXPECT_EQ(ours->identity().to_string(), "C=CH, O=Hawser, CN=leaf");
}

TEST(Credential, NeedsTheKeyOfItsCertificate) {
    const Issued leaf = test::self_signed({});
    const Issued other = test::self_signed({.key = test::eddsa_pair("ED25519")});
    const auto made = Credential::make(leaf.pem(), other.key_pem());
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().text(),
              "certificate 'C=CH, O=Hawser, CN=leaf' has a ECDSA 256 key, and the private key is another one "
              "(ED25519)");
    EXPECT_FALSE(Credential::make(leaf.pem(), leaf.pem()).ok());
    EXPECT_FALSE(Credential::make(leaf.key_pem(), leaf.key_pem()).ok());
    EXPECT_FALSE(Credential::make(leaf.pem(), {}).ok());
    EXPECT_TRUE(Credential::make(leaf.der(), leaf.key_pem()).ok());
}

TEST(PeersCertificates, AreX509Only) {
    const Bytes der = test::root().der();
    const CertPayload good{CertEncoding::kX509Signature, der};
    const CertPayload by_url{CertEncoding::kHashAndUrl, der};
    const CertPayload pem{CertEncoding::kX509Signature, test::root().pem()};
    const CertPayload cut{CertEncoding::kX509Signature, Bytes(der.begin(), der.end() - 1)};
    const auto read = [](std::vector<const CertPayload*> payloads) {
        return read_certificates(payloads).ok();
    };
    EXPECT_TRUE(read({&good, &good}));
    EXPECT_FALSE(read({}));
    EXPECT_FALSE(read({&good, &by_url}));
    EXPECT_FALSE(read({&pem}));
    EXPECT_FALSE(read({&cut}));
    EXPECT_TRUE(read(std::vector<const CertPayload*>(16, &good)));
    EXPECT_FALSE(read(std::vector<const CertPayload*>(17, &good)));
}

}  // namespace
}  // namespace hawser::ike

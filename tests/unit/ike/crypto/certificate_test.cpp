// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/x509/certificate.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "tests/unit/ike/crypto/support.h"
#include "tests/unit/ike/crypto/test_ca.h"

namespace hawser::ike {
namespace {

using test::Wish;

Identity identity(std::string_view text) {
    auto parsed = Identity::parse(text);
    EXPECT_TRUE(parsed.ok()) << text;
    return *parsed;
}

std::string reason(const Certificate& certificate, const Identity& who) {
    const auto confirmed = certificate_confirms(certificate, who);
    return confirmed.ok() ? "confirmed" : confirmed.error().text();
}

TEST(Certificate, TellsWhatIsInIt) {
    const auto made =
        test::issue(test::root(), {.common_name = "moon",
                                   .alternative_names = "DNS:moon.example,email:m@example,IP:192.0.2.1,"
                                                        "IP:2001:db8::1,URI:http://x/",
                                   .crl_uri = "URI:http://crl.example/a"});
    const Certificate certificate = made.certificate();
    EXPECT_EQ(certificate.subject().to_string(), "C=CH, O=Hawser, CN=moon");
    EXPECT_EQ(certificate.issuer().to_string(), "C=CH, O=Hawser, CN=root");
    EXPECT_EQ(certificate.alternative_names(), (std::vector{identity("moon.example"), identity("m@example"),
                                                            identity("192.0.2.1"), identity("2001:db8::1")}));
    EXPECT_EQ(certificate.key().to_string(), "ECDSA 256");
    EXPECT_EQ(to_string(certificate.not_after()), "2026-01-02 00:00:00 UTC");
    EXPECT_FALSE(certificate.is_authority());
    EXPECT_TRUE(certificate.may_sign());
    EXPECT_TRUE(certificate.has_crl_uri());
    EXPECT_EQ(certificate.subject_key_id().size(), 20u);
    EXPECT_EQ(to_bytes(certificate.der()), made.der());
    EXPECT_TRUE(test::root().certificate().is_authority());
}

TEST(Certificate, OfAFileMayBeSeveral) {
    const auto ca = test::root();
    Bytes both = test::issue(ca, {}).pem();
    append(both, test::text("Some words between them.\n"));
    append(both, ca.pem());
    const auto all = Certificate::parse_all(both);
    ASSERT_TRUE(all.ok());
    ASSERT_EQ(all->size(), 2u);
    EXPECT_EQ(all->back(), ca.certificate());
}

TEST(Certificate, IsNotReadFromOtherThings) {
    const Bytes der = test::root().der();
    for (size_t size : {size_t{0}, size_t{1}, der.size() / 2, der.size() - 1})
        EXPECT_FALSE(Certificate::parse(ByteView(der).first(size)).ok()) << size;
    Bytes more = der;
    more.push_back(0);
    EXPECT_FALSE(Certificate::parse(more).ok());
    EXPECT_FALSE(Certificate::parse(test::root().key_pem()).ok());
}

TEST(Certificate, WithAWeakOrUnusualKeyIsRefused) {
    const auto weak = Certificate::parse(test::self_signed({.key = test::rsa_pair(1024)}).der());
    ASSERT_FALSE(weak.ok());
    EXPECT_EQ(weak.error().text(),
              "reading certificate 'C=CH, O=Hawser, CN=leaf': RSA key of 1024 bits is too weak: 2048 are the "
              "least");
    EXPECT_FALSE(Certificate::parse(test::self_signed({.key = test::ec_pair("secp256k1")}).der()).ok());
    EXPECT_TRUE(Certificate::parse(test::self_signed({.key = test::rsa_pair(2048)}).der()).ok());
}

class Confirmation : public testing::Test {
 protected:
    const Certificate certificate_ =
        test::issue(test::root(), {.common_name = "moon.example",
                                   .alternative_names = "DNS:Gw.example,DNS:*.wild.example,email:m@example,"
                                                        "IP:192.0.2.1,IP:2001:db8::1"})
            .certificate();
};

TEST_F(Confirmation, IsForNamesAndAddressesOfTheCertificate) {
    for (const char* name : {"gw.example", "m@example", "192.0.2.1", "2001:db8::1",
                             "C=CH, O=Hawser, CN=moon.example", "c=ch, o=hawser, cn=MOON.example"})
        EXPECT_EQ(reason(certificate_, identity(name)), "confirmed") << name;
    EXPECT_EQ(reason(certificate_, Identity(IdType::kKeyId, to_bytes(certificate_.subject_key_id()))),
              "confirmed");
}

TEST_F(Confirmation, IsForNothingElse) {
    for (const char* name :
         {"other.example", "x.gw.example", "x@example", "192.0.2.2", "2001:db8::2", "keyid:moon",
          "C=CH, O=Hawser, CN=sun", "C=CH, O=Hawser, CN=*", "CN=moon.example"})
        EXPECT_NE(reason(certificate_, identity(name)), "confirmed") << name;
    EXPECT_NE(reason(certificate_, identity("moon.example")), "confirmed") << "the CN is no alternative name";
    EXPECT_NE(reason(certificate_, identity("a.wild.example")), "confirmed") << "a pattern is no name";
    EXPECT_NE(reason(certificate_, identity("*.wild.example")), "confirmed");
    EXPECT_NE(reason(certificate_, Identity()), "confirmed") << "%any is a configuration's";
}

TEST_F(Confirmation, ThatFailsSaysWhatTheCertificateHas) {
    EXPECT_EQ(reason(certificate_, identity("moon.example")),
              "certificate 'C=CH, O=Hawser, CN=moon.example' does not confirm ID_FQDN 'moon.example': it has "
              "subjectAltName Gw.example, *.wild.example, m@example, 192.0.2.1, 2001:db8::1");
    const Certificate bare = test::root("bare").certificate();
    EXPECT_EQ(reason(bare, identity("x.example")),
              "certificate 'C=CH, O=Hawser, CN=bare' does not confirm ID_FQDN 'x.example': it has no "
              "subjectAltName");
}

TEST_F(Confirmation, IsNotForASubjectThatLooksLikeAPattern) {
    const Certificate star = test::self_signed({.common_name = "*"}).certificate();
    EXPECT_NE(reason(star, identity("C=CH, O=Hawser, CN=moon")), "confirmed");
    EXPECT_EQ(reason(star, identity("C=CH, O=Hawser, CN=*")), "confirmed");
}

}  // namespace
}  // namespace hawser::ike

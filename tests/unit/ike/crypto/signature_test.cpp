// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/signature.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "tests/unit/ike/crypto/support.h"
#include "tests/unit/ike/crypto/test_ca.h"

namespace hawser::ike {
namespace {

using test::hex;

struct Signer {
    test::Issued issued;
    PrivateKey key;
    PublicKey public_key;
};

Signer signer(test::KeyPair pair) {
    auto issued = test::self_signed({.key = std::move(pair)});
    auto key = PrivateKey::parse(issued.key_pem());
    EXPECT_TRUE(key.ok());
    PublicKey public_key = issued.certificate().key();
    return {std::move(issued), *std::move(key), std::move(public_key)};
}

using Hashes = std::optional<std::vector<HashAlgorithm>>;

const Hashes kAll = std::vector(supported_signature_hashes().begin(), supported_signature_hashes().end());
const Bytes kOctets = test::text("the signed octets");

/// Signs as agreed with such a peer, verifies, and says how it went.
std::string agree_and_sign(const Signer& who, const Hashes& hashes) {
    const auto scheme = choose_signature(who.key, hashes);
    if (!scheme) return scheme.error().text();
    auto auth = sign_auth(who.key, *scheme, kOctets);
    EXPECT_TRUE(auth.ok()) << scheme->to_string();
    if (!auth) return "";
    EXPECT_EQ(auth->method, scheme->method);
    const auto verified = verify_auth(who.public_key, *auth, kOctets);
    EXPECT_TRUE(verified.ok()) << (verified.ok() ? "" : verified.error().text());
    EXPECT_FALSE(verify_auth(who.public_key, *auth, test::text("other octets")).ok());
    auth->data.back() ^= 1;
    EXPECT_FALSE(verify_auth(who.public_key, *auth, kOctets).ok());
    auth->data.pop_back();
    EXPECT_FALSE(verify_auth(who.public_key, *auth, kOctets).ok());
    return scheme->to_string();
}

TEST(Signature, OfEveryKindOfKeyIsMadeAndVerified) {
    EXPECT_EQ(agree_and_sign(signer(test::rsa_pair(2048)), kAll),
              "digital signature, RSASSA-PSS with SHA2_256");
    EXPECT_EQ(agree_and_sign(signer(test::rsa_pair(4096)), kAll),
              "digital signature, RSASSA-PSS with SHA2_384");
    EXPECT_EQ(agree_and_sign(signer(test::ec_pair("P-256")), kAll), "digital signature, ECDSA with SHA2_256");
    EXPECT_EQ(agree_and_sign(signer(test::ec_pair("P-384")), kAll), "digital signature, ECDSA with SHA2_384");
    EXPECT_EQ(agree_and_sign(signer(test::ec_pair("P-521")), kAll), "digital signature, ECDSA with SHA2_512");
    EXPECT_EQ(agree_and_sign(signer(test::eddsa_pair("ED25519")), kAll), "digital signature, ED25519");
    EXPECT_EQ(agree_and_sign(signer(test::eddsa_pair("ED448")), kAll), "digital signature, ED448");
}

TEST(Signature, ForAPeerWithoutRfc7427IsOfTheOldMethods) {
    EXPECT_EQ(agree_and_sign(signer(test::rsa_pair(2048)), std::nullopt),
              "RSA signature, RSA PKCS#1 v1.5 with SHA2_256");
    EXPECT_EQ(agree_and_sign(signer(test::ec_pair("P-256")), std::nullopt),
              "ECDSA-256 signature, ECDSA with SHA2_256");
    EXPECT_EQ(agree_and_sign(signer(test::ec_pair("P-384")), std::nullopt),
              "ECDSA-384 signature, ECDSA with SHA2_384");
    EXPECT_EQ(agree_and_sign(signer(test::ec_pair("P-521")), std::nullopt),
              "ECDSA-521 signature, ECDSA with SHA2_512");
    EXPECT_EQ(agree_and_sign(signer(test::eddsa_pair("ED25519")), std::nullopt),
              "peer does not speak RFC 7427, which our ED25519 key needs");
}

TEST(Signature, TakesAHashThatThePeerHas) {
    const Signer ec = signer(test::any_pair());
    EXPECT_EQ(agree_and_sign(ec, Hashes({HashAlgorithm::kSha2_384, HashAlgorithm::kSha2_512})),
              "digital signature, ECDSA with SHA2_512");
    EXPECT_EQ(agree_and_sign(ec, Hashes({HashAlgorithm::kSha1, HashAlgorithm::kSha2_384})),
              "digital signature, ECDSA with SHA2_384");
    EXPECT_EQ(agree_and_sign(ec, Hashes({HashAlgorithm::kSha1, HashAlgorithm::kIdentity})),
              "peer verifies no hash that goes with our ECDSA 256 key");
    EXPECT_EQ(agree_and_sign(signer(test::eddsa_pair("ED25519")), Hashes({HashAlgorithm::kSha2_256})),
              "peer verifies no hash that goes with our ED25519 key");
    EXPECT_EQ(agree_and_sign(signer(test::rsa_pair(2048)), Hashes({HashAlgorithm::kSha2_512})),
              "digital signature, RSASSA-PSS with SHA2_512");
}

TEST(Signature, OfPkcs1UnderMethod14IsVerified) {
    const Signer rsa = signer(test::rsa_pair(2048));
    for (HashAlgorithm hash :
         {HashAlgorithm::kSha2_256, HashAlgorithm::kSha2_384, HashAlgorithm::kSha2_512}) {
        const SignatureScheme scheme{AuthMethod::kDigitalSignature, {SignatureKind::kRsaPkcs1, hash}};
        const auto auth = sign_auth(rsa.key, scheme, kOctets);
        ASSERT_TRUE(auth.ok());
        EXPECT_TRUE(verify_auth(rsa.public_key, *auth, kOctets).ok());
    }
}

/// A raw PKCS#1 v1.5 signature over SHA-1, which this library does not make.
Bytes sha1_signature(EVP_PKEY* key) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    Bytes signature(static_cast<size_t>(EVP_PKEY_get_size(key)));
    size_t length = signature.size();
    EXPECT_EQ(EVP_DigestSignInit(context, nullptr, EVP_sha1(), nullptr, key), 1);
    EXPECT_EQ(EVP_DigestSign(context, signature.data(), &length, kOctets.data(), kOctets.size()), 1);
    EVP_MD_CTX_free(context);
    return signature;
}

TEST(Signature, OverSha1IsRefused) {
    const Signer rsa = signer(test::rsa_pair(2048));
    Bytes signature = sha1_signature(rsa.issued.key.get());
    const auto old = verify_auth(rsa.public_key, {AuthMethod::kRsaSignature, signature}, kOctets);
    ASSERT_FALSE(old.ok());
    EXPECT_EQ(old.error().text(), "RSA signature is wrong, or over SHA-1, which is too weak");
    Bytes data = hex("0f 300d06092a864886f70d0101050500");
    append(data, signature);
    const auto digital = verify_auth(rsa.public_key, {AuthMethod::kDigitalSignature, data}, kOctets);
    ASSERT_FALSE(digital.ok());
    EXPECT_EQ(digital.error().text(), "sha1WithRSAEncryption: SHA-1 is too weak");
}

TEST(Signature, MustBeOfTheCertificatesKindOfKey) {
    const Signer ec = signer(test::any_pair());
    const Signer rsa = signer(test::rsa_pair(2048));
    const auto by_ec = sign_auth(ec.key, *choose_signature(ec.key, kAll), kOctets);
    const auto verified = verify_auth(rsa.public_key, *by_ec, kOctets);
    ASSERT_FALSE(verified.ok());
    EXPECT_EQ(verified.error().text(),
              "AUTH is by ECDSA with SHA2_256, but the certificate's key is RSA 2048");
    const auto old = sign_auth(ec.key, *choose_signature(ec.key, std::nullopt), kOctets);
    EXPECT_FALSE(verify_auth(rsa.public_key, *old, kOctets).ok());
    EXPECT_FALSE(verify_auth(signer(test::ec_pair("P-384")).public_key, *old, kOctets).ok());
    EXPECT_FALSE(verify_auth(ec.public_key, {AuthMethod::kRsaSignature, Bytes(256, 1)}, kOctets).ok());
    for (AuthMethod method : {AuthMethod::kSharedKey, AuthMethod::kDssSignature, AuthMethod::kNull})
        EXPECT_FALSE(verify_auth(ec.public_key, {method, old->data}, kOctets).ok());
}

TEST(Signature, ThatIsMalformedIsRefused) {
    const Signer ec = signer(test::any_pair());
    for (const char* text : {"", "00", "0c", "0c 300a06082a8648ce3d0403", "ff 300a06082a8648ce3d040302",
                             "0c 300a06082a8648ce3d040302", "0c 300a06082a8648ce3d040302 00",
                             "0c 300a06082a8648ce3d040302 3006020100020100"}) {
        EXPECT_FALSE(verify_auth(ec.public_key, {AuthMethod::kDigitalSignature, hex(text)}, kOctets).ok())
            << text;
    }
    EXPECT_FALSE(verify_auth(ec.public_key, {AuthMethod::kEcdsa256, Bytes(64, 0)}, kOctets).ok())
        << "r = s = 0";
    EXPECT_FALSE(verify_auth(ec.public_key, {AuthMethod::kEcdsa256, Bytes(63, 1)}, kOctets).ok());
}

// RFC 4754 section 8: key, message "abc" and signature.
TEST(Signature, OfRfc4754IsVerified) {
    const Bytes info =
        hex("3059301306072a8648ce3d020106082a8648ce3d030107034200 04"
            "2442A5CC 0ECD015F A3CA31DC 8E2BBC70 BF42D60C BCA20085 E0822CB0 4235E970"
            "6FC98BD7 E50211A4 A27102FA 3549DF79 EBCB4BF2 46B80945 CDDFE7D5 09BBFD7D");
    const unsigned char* at = info.data();
    auto key = PublicKey::adopt(d2i_PUBKEY(nullptr, &at, static_cast<long>(info.size())));
    ASSERT_TRUE(key.ok());
    const AuthPayload auth{AuthMethod::kEcdsa256,
                           hex("CB28E099 9B9C7715 FD0A80D8 E47A7707 9716CBBF 917DD72E 97566EA1 C066957C"
                               "86FA3BB4 E26CAD5B F90B7F81 899256CE 7594BB1E A0C89212 748BFF3B 3D5B0315")};
    EXPECT_TRUE(verify_auth(*key, auth, test::text("abc")).ok());
    EXPECT_FALSE(verify_auth(*key, auth, test::text("abd")).ok());
}

TEST(PrivateKey, IsReadInEveryForm) {
    const auto pair = test::rsa_pair(2048);
    unsigned char* made = nullptr;
    const int size = i2d_PrivateKey(pair.get(), &made);
    EXPECT_TRUE(PrivateKey::parse({made, static_cast<size_t>(size)}).ok()) << "PKCS#1 DER";
    OPENSSL_free(made);
    EXPECT_EQ(PrivateKey::parse(test::self_signed({.key = pair}).key_pem())->to_string(), "RSA 2048");
    EXPECT_FALSE(PrivateKey::parse(test::self_signed({.key = test::rsa_pair(1024)}).key_pem()).ok());
    EXPECT_FALSE(
        PrivateKey::parse(test::text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")).ok());
    EXPECT_FALSE(PrivateKey::parse({}).ok());
}

}  // namespace
}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/signature_algorithm.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

using test::hex;

struct Encoding {
    SignatureAlgorithm algorithm;
    const char* der;
};

// RFC 7427 appendix A and RFC 8420 appendix A.
const Encoding kEncodings[] = {
    {{SignatureKind::kRsaPkcs1, HashAlgorithm::kSha2_256}, "300d06092a864886f70d01010b0500"},
    {{SignatureKind::kRsaPkcs1, HashAlgorithm::kSha2_384}, "300d06092a864886f70d01010c0500"},
    {{SignatureKind::kRsaPkcs1, HashAlgorithm::kSha2_512}, "300d06092a864886f70d01010d0500"},
    {{SignatureKind::kEcdsa, HashAlgorithm::kSha2_256}, "300a06082a8648ce3d040302"},
    {{SignatureKind::kEcdsa, HashAlgorithm::kSha2_384}, "300a06082a8648ce3d040303"},
    {{SignatureKind::kEcdsa, HashAlgorithm::kSha2_512}, "300a06082a8648ce3d040304"},
    {{SignatureKind::kEd25519, HashAlgorithm::kIdentity}, "300506032b6570"},
    {{SignatureKind::kEd448, HashAlgorithm::kIdentity}, "300506032b6571"},
    {SignatureAlgorithm::pss(HashAlgorithm::kSha2_256),
     "304606092a864886f70d01010a3039a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d"
     "06096086480165030402010500a203020120a303020101"},
};

TEST(SignatureAlgorithm, IsEncodedAsTheRfcsHaveIt) {
    for (const Encoding& one : kEncodings) {
        EXPECT_EQ(to_hex(one.algorithm.to_der()), one.der) << one.algorithm.to_string();
        const auto read = SignatureAlgorithm::from_der(hex(one.der));
        ASSERT_TRUE(read.ok()) << one.der;
        EXPECT_EQ(*read, one.algorithm);
    }
}

TEST(SignatureAlgorithm, OfPssReadsBackEveryHashAndSalt) {
    for (HashAlgorithm hash :
         {HashAlgorithm::kSha2_256, HashAlgorithm::kSha2_384, HashAlgorithm::kSha2_512}) {
        for (unsigned salt : {0u, 20u, 127u, 128u, 255u, 256u, 32767u}) {
            SignatureAlgorithm algorithm = SignatureAlgorithm::pss(hash);
            algorithm.salt_bytes = static_cast<uint16_t>(salt);
            const auto read = SignatureAlgorithm::from_der(algorithm.to_der());
            ASSERT_TRUE(read.ok()) << salt;
            EXPECT_EQ(*read, algorithm);
        }
    }
}

TEST(SignatureAlgorithm, OfPssMayLeaveOutNullAndDefaults) {
    // No NULL behind the hashes, no salt length (20) and no trailer.
    const auto read =
        SignatureAlgorithm::from_der(hex("3038 06092a864886f70d01010a 302b a00d 300b 0609608648016503040201"
                                         "a11a 3018 06092a864886f70d010108 300b 0609608648016503040201"));
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_EQ(*read, (SignatureAlgorithm{SignatureKind::kRsaPss, HashAlgorithm::kSha2_256, 20}));
}

TEST(SignatureAlgorithm, WithSha1OrDsaIsRefusedInWords) {
    const std::pair<const char*, const char*> refused[] = {
        {"300d06092a864886f70d0101050500", "sha1WithRSAEncryption: SHA-1 is too weak"},
        {"300906072a8648ce3d0401", "ecdsa-with-SHA1: SHA-1 is too weak"},
        {"300906072a8648ce380403", "DSA is not accepted"},
        {"300b0609608648016503040302", "DSA is not accepted"},
        {"300d06092a864886f70d01010a3000", "RSASSA-PSS with SHA-1, which is too weak"},
        {"303e06092a864886f70d01010a3031a00b300906052b0e03021a0500a118301606092a864886f70d010108300906052b0e0"
         "3021a0500"
         "a203020114a303020101",
         "parameters of RSASSA-PSS are malformed, or name a hash other than SHA2"},
    };
    for (const auto& [der, why] : refused) {
        const auto read = SignatureAlgorithm::from_der(hex(der));
        ASSERT_FALSE(read.ok()) << der;
        EXPECT_EQ(read.error().text(), why);
    }
}

TEST(SignatureAlgorithm, IsReadFromNothingElse) {
    for (const Encoding& one : kEncodings) {
        const Bytes whole = hex(one.der);
        for (size_t size = 0; size < whole.size(); ++size)
            EXPECT_FALSE(SignatureAlgorithm::from_der(ByteView(whole).first(size)).ok()) << one.der << size;
        Bytes more = whole;
        more.push_back(0);
        EXPECT_FALSE(SignatureAlgorithm::from_der(more).ok());
    }
    // ECDSA with a NULL, RSA without.
    EXPECT_FALSE(SignatureAlgorithm::from_der(hex("300c06082a8648ce3d0403020500")).ok());
    EXPECT_FALSE(SignatureAlgorithm::from_der(hex("300b06092a864886f70d01010b")).ok());
}

TEST(SignatureAlgorithm, OfPssIsReadOnlyInOrderAndOfOneHash) {
    Bytes good = hex(kEncodings[8].der);
    Bytes other = good;
    other[59] = 2;  // MGF1 with SHA-384
    const auto mixed = SignatureAlgorithm::from_der(other);
    ASSERT_FALSE(mixed.ok());
    EXPECT_EQ(mixed.error().text(), "RSASSA-PSS with two different hashes");
    other = good;
    other.back() = 2;
    EXPECT_FALSE(SignatureAlgorithm::from_der(other).ok()) << "another trailer";
    // The salt length twice.
    other = good;
    other[other.size() - 5] = 0xa2;
    EXPECT_FALSE(SignatureAlgorithm::from_der(other).ok());
}

}  // namespace
}  // namespace hawser::ike

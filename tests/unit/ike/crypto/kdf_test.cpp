// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/kdf.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

const Bytes kNonceI = test::counted(32, 1);
const Bytes kNonceR = test::counted(32, 101);

TEST(IkeKeys, HaveTheLengthsOfTheirAlgorithms) {
    const IkeAlgorithms algorithms{EncryptionId::kAesCbc, 192, IntegrityId::kHmacSha2_384_192,
                                   PrfId::kHmacSha2_512, GroupId::kEcp256};
    const IkeKeys keys =
        derive_ike_keys(algorithms, test::counted(64), {kNonceI, kNonceR}, IkeSpi(1), IkeSpi(2));
    EXPECT_EQ(keys.d.size(), 64u);
    EXPECT_EQ(keys.ai.size(), 48u);
    EXPECT_EQ(keys.ar.size(), 48u);
    EXPECT_EQ(keys.ei.size(), 24u);
    EXPECT_EQ(keys.er.size(), 24u);
    EXPECT_EQ(keys.pi.size(), 64u);
    EXPECT_EQ(keys.pr.size(), 64u);
}

/// The keys of both directions in the order of RFC 7296 section 2.17.
std::string in_order(const ChildKeys& keys) {
    return to_hex(keys.encryption_i.view()) + to_hex(keys.integrity_i.view()) +
           to_hex(keys.encryption_r.view()) + to_hex(keys.integrity_r.view());
}

TEST(ChildKeys, AreTheInitiatorsFirst) {
    const Prf prf(PrfId::kHmacSha2_256);
    const Bytes sk_d = test::counted(32, 7);
    const NoncePair nonces{kNonceI, kNonceR};
    const ChildAlgorithms gcm{EncryptionId::kAesGcm16, 256, IntegrityId::kNone, GroupId::kNone, false};
    const ChildKeys keys = derive_child_keys(prf, sk_d, gcm, {}, nonces);
    EXPECT_EQ(keys.encryption_i.size(), 36u);
    EXPECT_TRUE(keys.integrity_i.empty());
    EXPECT_EQ(in_order(keys), to_hex(derive_child_keymat(prf, sk_d, {}, nonces, 72).view()));

    const ChildAlgorithms cbc{EncryptionId::kAesCbc, 128, IntegrityId::kHmacSha2_256_128,
                              GroupId::kCurve25519, false};
    const Bytes secret = test::counted(32, 77);
    const ChildKeys others = derive_child_keys(prf, sk_d, cbc, secret, nonces);
    EXPECT_EQ(others.encryption_r.size(), 16u);
    EXPECT_EQ(others.integrity_r.size(), 32u);
    EXPECT_EQ(in_order(others), to_hex(derive_child_keymat(prf, sk_d, secret, nonces, 96).view()));
}

TEST(ChildKeysDeathTest, AreNotMadeForWhatWasNotOffered) {
    const ChildAlgorithms algorithms{EncryptionId::k3Des, 0, IntegrityId::kHmacSha2_256_128, GroupId::kNone,
                                     false};
    const Bytes sk_d = test::counted(32);
    EXPECT_DEATH((void)derive_child_keys(Prf(PrfId::kHmacSha2_256), sk_d, algorithms, {}, {kNonceI, kNonceR}),
                 "not offered");
}

}  // namespace
}  // namespace hawser::ike

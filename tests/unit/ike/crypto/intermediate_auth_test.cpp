// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/intermediate_auth.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "ike/crypto/auth.h"
#include "ike/crypto/cipher.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

using test::counted;
using test::hex;

// Expected values were computed with Python's hmac module from the formulas of RFC 9370 section 2.2, RFC 8784
// section 3 and RFC 9242 section 3.3.2.
class Chained : public testing::Test {
 protected:
    const Prf prf_{PrfId::kHmacSha2_256};
    const Bytes sk_d_ = counted(32);
    const Bytes nonce_i_ = counted(16, 64);
    const Bytes nonce_r_ = counted(16, 96);
    const NoncePair nonces_{nonce_i_, nonce_r_};
    const Bytes secret0_ = Bytes(32, 0x11);
    const Bytes secret1_ = Bytes(32, 0x22);
    const Bytes secret2_ = Bytes(16, 0x33);
    const ChainedSecrets secrets_{secret0_, {secret1_, secret2_}};
};

TEST_F(Chained, SkeyseedAfterAnIntermediateExchange) {
    EXPECT_EQ(to_hex(derive_skeyseed_intermediate(prf_, sk_d_, secret1_, nonces_).view()),
              "7f7948c1018c7e3b7f7490e2c434a9be100bb1749dc436c93d72748340c1b7de");
}

TEST_F(Chained, SkeyseedOfARekeying) {
    EXPECT_EQ(to_hex(derive_chained_skeyseed_rekey(prf_, sk_d_, secrets_, nonces_).view()),
              "9b1ce35efd7c643082cfd806d312efc4b30d89fc523486560a0499487bb6681c");
    const ChainedSecrets alone{secret0_, {}};
    EXPECT_EQ(to_hex(derive_chained_skeyseed_rekey(prf_, sk_d_, alone, nonces_).view()),
              to_hex(derive_skeyseed_rekey(prf_, sk_d_, secret0_, nonces_).view()));
}

TEST_F(Chained, KeymatOfAChildSa) {
    ChildAlgorithms gcm;
    const ChildKeys keys = derive_chained_child_keys(prf_, sk_d_, gcm, secrets_, nonces_);
    EXPECT_EQ(to_hex(keys.encryption_i.view()) + to_hex(keys.encryption_r.view()),
              "e37184f328cfc70bcd28a4407e67b7e766ff496569516c6c43c40a2178e98c1cd88fcc0391713380");
    EXPECT_TRUE(keys.integrity_i.empty());
}

TEST_F(Chained, PpkIsStirredIntoThreeKeys) {
    IkeKeys keys;
    keys.d = SecretBytes(32);
    keys.pi = SecretBytes(32);
    keys.pr = SecretBytes(ByteView(sk_d_));
    keys.ei = SecretBytes(ByteView(sk_d_));
    mix_ppk(prf_, test::text("post-quantum"), keys);
    EXPECT_EQ(to_hex(keys.d.view()), "e37ce71c83475dd93e8af000b195b289db3861215b54a3fc0260cf232d0c5257");
    EXPECT_EQ(to_hex(keys.pi.view()), to_hex(keys.d.view()));
    EXPECT_NE(to_hex(keys.pr.view()), to_hex(keys.d.view()));
    EXPECT_EQ(to_bytes(keys.ei.view()), sk_d_) << "only those of AUTH and of what is derived";
}

IkeHeader header() {
    IkeHeader header;
    header.initiator_spi = IkeSpi(0x0102030405060708);
    header.responder_spi = IkeSpi(0xa1a2a3a4a5a6a7a8);
    header.exchange = ExchangeType::kIkeIntermediate;
    header.from_initiator = true;
    header.message_id = MessageId(1);
    return header;
}

TEST(IntermediateAuth, CoversAMessageAsIfItHadNoIvPaddingAndIcv) {
    const Bytes inner = hex("0000000800004005");
    const char* const expected = "0102030405060708a1a2a3a4a5a6a7a82e202b0800000001000000282900000c";
    test::FixedRandom random(counted(16));
    for (EncryptionId id : {EncryptionId::kAesGcm16, EncryptionId::kAesCbc}) {
        const bool aead = is_aead(id);
        const IkeAlgorithms algorithms{id, 128, aead ? IntegrityId::kNone : IntegrityId::kHmacSha2_256_128,
                                       PrfId::kHmacSha2_256, GroupId::kCurve25519};
        IkeCipher cipher(algorithms, counted(aead ? 20 : 16), counted(aead ? 0 : 32));
        const auto message = cipher.protect(header(), PayloadType::kNotify, inner, random);
        ASSERT_TRUE(message.ok());
        const auto data = intermediate_associated_data(*message, inner.size());
        ASSERT_TRUE(data);
        EXPECT_EQ(to_hex(*data), expected);
    }
    EXPECT_FALSE(intermediate_associated_data(hex(expected), inner.size())) << "SK without content";
}

TEST(IntermediateAuth, IsTheSameForFragments) {
    const Bytes inner = counted(500, 3);
    test::FixedRandom random(counted(16));
    IkeCipher cipher({}, counted(20), {});
    const auto whole = cipher.protect(header(), PayloadType::kNotify, inner, random);
    const auto parts = cipher.protect_in_fragments(header(), PayloadType::kNotify, inner, 200, random);
    ASSERT_TRUE(whole.ok() && parts.ok());
    ASSERT_GT(parts->size(), 1u);
    EXPECT_EQ(intermediate_associated_data(parts->front(), inner.size()),
              intermediate_associated_data(*whole, inner.size()));
}

TEST(IntermediateAuth, IsChained) {
    const Prf prf(PrfId::kHmacSha2_256);
    const Bytes a = hex("0102030405060708a1a2a3a4a5a6a7a82e202b0800000001000000282900000c");
    const Bytes p = hex("0000000800004005");
    const Bytes first = intermediate_auth(prf, counted(32, 64), {}, a, p);
    EXPECT_EQ(to_hex(first), "17de8e9bc4e16cb02e4fa9f76151339f29ec31c447b6f68b116da75ba0725018");
    const Bytes second = intermediate_auth(prf, counted(32, 64), first, a, p);
    EXPECT_EQ(to_hex(second), "973f4327cbe7bb56f870678573c609373f007c8197d625c4cc83d39fb5abff75");
    EXPECT_EQ(to_hex(intermediate_chunk(hex("aa"), hex("bb"), MessageId(3))), "aabb00000003");
}

TEST(IntermediateAuth, GoesIntoWhatIsSigned) {
    const Bytes chunk = hex("c0ffee");
    const Bytes id = hex("02000000 61");
    SignedParts parts{chunk, chunk, chunk, id};
    const Prf prf(PrfId::kHmacSha2_256);
    Bytes octets = signed_octets(prf, parts);
    const Bytes without = psk_auth(prf, id, parts);
    parts.intermediate = chunk;
    append(octets, chunk);
    EXPECT_EQ(signed_octets(prf, parts), octets);
    EXPECT_NE(psk_auth(prf, id, parts), without);
}

}  // namespace
}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/prf.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

using test::hex;

// RFC 4868 section 2.7.1, test case PRF-1: key 20 times 0b, data "Hi There".
TEST(Prf, GivesTheVectorsOfRfc4868) {
    const Bytes key(20, 0x0b);
    const Bytes data = test::text("Hi There");
    EXPECT_EQ(to_hex(Prf(PrfId::kHmacSha2_256).compute(key, data).view()),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(
        to_hex(Prf(PrfId::kHmacSha2_384).compute(key, data).view()),
        "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6");
    EXPECT_EQ(to_hex(Prf(PrfId::kHmacSha2_512).compute(key, data).view()),
              "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
              "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854");
}

TEST(Prf, TakesItsDataInParts) {
    const Prf prf(PrfId::kHmacSha2_256);
    const Bytes key = hex("0102");
    const Bytes whole = test::text("Hi There");
    const ByteView view(whole);
    EXPECT_EQ(to_hex(prf.compute(key, {view.first(3), ByteView(), view.subspan(3)}).view()),
              to_hex(prf.compute(key, whole).view()));
}

TEST(Prf, TakesAnEmptyKeyForOneOfZeroLength) {
    // HMAC-SHA2-256 of nothing under an empty key.
    EXPECT_EQ(to_hex(Prf(PrfId::kHmacSha2_256).compute({}, ByteView()).view()),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Prf, PlusCutsTheLastBlock) {
    const Prf prf(PrfId::kHmacSha2_256);
    const Bytes key = hex("0102");
    const Bytes seed = hex("aabb");
    const SecretBytes longest = prf.plus(key, seed, 255 * 32);
    for (size_t length : {size_t{0}, size_t{1}, size_t{32}, size_t{33}, size_t{100}}) {
        const SecretBytes shorter = prf.plus(key, seed, length);
        EXPECT_EQ(to_bytes(shorter.view()), to_bytes(longest.view().first(length))) << length;
    }
    EXPECT_EQ(to_hex(longest.view().first(32)), to_hex(prf.compute(key, hex("aabb 01")).view()));
}

TEST(PrfDeathTest, PlusEndsAt255Blocks) {
    const Bytes key = hex("0102");
    EXPECT_DEATH((void)Prf(PrfId::kHmacSha2_256).plus(key, key, 255 * 32 + 1), "255 times");
}

}  // namespace
}  // namespace hawser::ike

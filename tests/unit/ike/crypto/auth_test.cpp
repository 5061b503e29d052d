// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/auth.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

// Expected values were computed with Python's hmac module from the formula of RFC 7296 section 2.15.
class Auth : public testing::Test {
 protected:
    [[nodiscard]] SignedParts parts() const { return {message_, nonce_, sk_p_, id_}; }
    [[nodiscard]] std::string with(PrfId prf) const { return to_hex(psk_auth(Prf(prf), psk_, parts())); }

    Bytes message_ = test::text("the first message");
    Bytes nonce_ = test::counted(32);
    Bytes sk_p_ = test::counted(32, 64);
    Bytes id_ = test::hex("02000000 6272616e63682e6578616d706c65");
    Bytes psk_ = test::text("a shared secret");
};

TEST_F(Auth, OfAPreSharedKey) {
    EXPECT_EQ(with(PrfId::kHmacSha2_256), "dd87252a94b1375f47831d81782cf3a61340cf16c3fe1b150d192f2ac2a56cca");
    EXPECT_EQ(
        with(PrfId::kHmacSha2_384),
        "17c1e04d41880011e70b18ed07fdc27267becb0c9d98cdd8d03f8bd445fb201ce4fd4b580e03b7c0110932316411d779");
    EXPECT_EQ(with(PrfId::kHmacSha2_512),
              "653d94050d59232dbc81ba8eea7d988903ad259fad9b65af9d453f8bdf7238f5"
              "9582b7d1b01b2d7480637889ceb38760b8504326263859f506cf730bb1104085");
}

TEST_F(Auth, SignedOctets) {
    EXPECT_EQ(to_hex(signed_octets(Prf(PrfId::kHmacSha2_256), parts())),
              "746865206669727374206d657373616765"
              "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
              "ed623ba2909818d4e3ade766e7b514a04e02bcb0a5f2903f19c53037935435d2");
}

TEST_F(Auth, DependsOnEveryPart) {
    const std::string good = with(PrfId::kHmacSha2_256);
    for (Bytes* part : {&message_, &nonce_, &sk_p_, &id_, &psk_}) {
        part->back() ^= 1;
        EXPECT_NE(with(PrfId::kHmacSha2_256), good);
        part->back() ^= 1;
    }
    EXPECT_EQ(with(PrfId::kHmacSha2_256), good);
}

}  // namespace
}  // namespace hawser::ike

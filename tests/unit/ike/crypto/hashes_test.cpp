// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/hashes.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

const Endpoint kV4{*IpAddress::parse("192.0.2.1"), 500};
const Endpoint kV6{*IpAddress::parse("2001:db8::1"), 4500};
constexpr IkeSpi kSpi{0x0102030405060708};

// Expected values were computed with Python's hashlib.
TEST(NatDetection, HashesSpisAddressAndPort) {
    EXPECT_EQ(to_hex(nat_detection_hash(kSpi, IkeSpi(0x1112131415161718), kV4)),
              "d798d986143f878f70765e0e869c80bbc375f701");
    EXPECT_EQ(to_hex(nat_detection_hash(kSpi, IkeSpi(), kV6)), "98c75483db80168697635aa7844504963e87de33");
}

class Cookie : public testing::Test {
 protected:
    [[nodiscard]] std::array<uint8_t, kCookieBytes> cookie() const {
        return make_cookie(secret_, nonce_, kV4, kSpi);
    }

    CookieSecret secret_{7, SecretBytes(Bytes(32, 9))};
    Bytes nonce_ = test::counted(32);
};

TEST_F(Cookie, IsTheVersionAndAnHmac) {
    EXPECT_EQ(to_hex(cookie()), "071779e687be1f2d595daab8f6b28c43edf8e4c0e831c8bd530a0409b8fad82265");
}

TEST_F(Cookie, FitsOnlyThePeerItWasGivenTo) {
    const auto good = cookie();
    EXPECT_TRUE(cookie_fits(good, secret_, nonce_, kV4, kSpi));
    EXPECT_FALSE(cookie_fits(good, secret_, nonce_, kV6, kSpi));
    EXPECT_FALSE(cookie_fits(good, secret_, nonce_, Endpoint{kV4.address, 501}, kSpi));
    EXPECT_FALSE(cookie_fits(good, secret_, nonce_, kV4, IkeSpi(1)));
    EXPECT_FALSE(cookie_fits(good, secret_, test::counted(31), kV4, kSpi));
    EXPECT_FALSE(cookie_fits(good, CookieSecret{8, secret_.key.clone()}, nonce_, kV4, kSpi));
    EXPECT_FALSE(cookie_fits(good, CookieSecret{7, SecretBytes(Bytes(32, 8))}, nonce_, kV4, kSpi));
    EXPECT_FALSE(cookie_fits({}, secret_, nonce_, kV4, kSpi));
    EXPECT_FALSE(cookie_fits(ByteView(good).first(32), secret_, nonce_, kV4, kSpi));
}

}  // namespace
}  // namespace hawser::ike

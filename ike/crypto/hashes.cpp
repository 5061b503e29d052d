// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/hashes.h"

#include <algorithm>

#include "base/check.h"
#include "ike/crypto/hmac.h"
#include "ike/crypto/openssl.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

namespace {

const EVP_MD* sha1_digest() {
    static const EVP_MD* const kSha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    HAWSER_CHECK(kSha1 != nullptr, "OpenSSL has no SHA-1, which NAT detection is made of");
    return kSha1;
}

}  // namespace

std::array<uint8_t, 20> sha1(ByteView data) {
    std::array<uint8_t, 20> hash{};
    const bool done = EVP_Digest(data.data(), data.size(), hash.data(), nullptr, sha1_digest(), nullptr) == 1;
    HAWSER_CHECK(done, "SHA-1 fails only for lack of memory");
    return hash;
}

std::array<uint8_t, 20> nat_detection_hash(IkeSpi initiator_spi, IkeSpi responder_spi,
                                           const Endpoint& endpoint) {
    ByteWriter writer;
    writer.u64(initiator_spi.value());
    writer.u64(responder_spi.value());
    writer.bytes(endpoint.address.bytes());
    writer.u16(endpoint.port);
    return sha1(writer.view());
}

std::array<uint8_t, kCookieBytes> make_cookie(const CookieSecret& secret, ByteView initiator_nonce,
                                              const Endpoint& initiator, IkeSpi initiator_spi) {
    ByteWriter fixed;
    // The family, so that nothing can be moved between the variable parts: the nonce is the only other one,
    // and is last.
    fixed.u8(static_cast<uint8_t>(initiator.address.family()));
    fixed.bytes(initiator.address.bytes());
    fixed.u16(initiator.port);
    fixed.u64(initiator_spi.value());
    std::array<uint8_t, kCookieBytes> cookie{};
    cookie[0] = secret.version;
    hmac(HashId::kSha2_256, secret.key.view(), {fixed.view(), initiator_nonce}, std::span(cookie).subspan(1));
    return cookie;
}

bool cookie_fits(ByteView cookie, const CookieSecret& secret, ByteView initiator_nonce,
                 const Endpoint& initiator, IkeSpi initiator_spi) {
    return equal_in_constant_time(cookie, make_cookie(secret, initiator_nonce, initiator, initiator_spi));
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "base/secret_bytes.h"
#include "ike/wire/ids.h"

namespace hawser::ike {

/// Only where a protocol fixes it and nothing rests on it: NAT detection and CERTREQ.
[[nodiscard]] std::array<uint8_t, 20> sha1(ByteView data);

/// SHA-1(SPIi | SPIr | IP address | port): the data of NAT_DETECTION_*_IP (RFC 7296 section 2.23), with the
/// SPIs of the header of the message that carries it.
[[nodiscard]] std::array<uint8_t, 20> nat_detection_hash(IkeSpi initiator_spi, IkeSpi responder_spi,
                                                         const Endpoint& endpoint);

/// A secret that a responder makes cookies of and changes now and then.
struct CookieSecret {
    uint8_t version = 0;  ///< the cookie's first byte: tells the previous secret from the present one
    SecretBytes key;      ///< 32 random bytes
};

/// A cookie's length: the version and an HMAC-SHA2-256.
inline constexpr size_t kCookieBytes = 33;

/// version | HMAC(key, IPi | port | SPIi | Ni), after RFC 7296 section 2.6: the responder keeps no state for
/// it. The port is in it so that one address behind a NAT cannot spend another's.
[[nodiscard]] std::array<uint8_t, kCookieBytes> make_cookie(const CookieSecret& secret,
                                                            ByteView initiator_nonce,
                                                            const Endpoint& initiator, IkeSpi initiator_spi);
/// In constant time.
[[nodiscard]] bool cookie_fits(ByteView cookie, const CookieSecret& secret, ByteView initiator_nonce,
                               const Endpoint& initiator, IkeSpi initiator_spi);

}  // namespace hawser::ike

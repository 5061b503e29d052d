// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "ike/crypto/hashes.h"

namespace hawser::ike {

/// Cookies of RFC 7296 2.6 without state for the peers: only our secret, which changes, and the one before
/// it, so that a cookie is good for one to two of its lifetimes.
class CookieJar {
 public:
    CookieJar(RandomSource& random, Duration secret_lifetime) : random_(random), lifetime_(secret_lifetime) {}

    /// For the initiator of that nonce, address and SPI.
    [[nodiscard]] Bytes issue(ByteView nonce, const hawser::Endpoint& initiator, IkeSpi spi, TimePoint now);
    [[nodiscard]] bool is_valid(ByteView cookie, ByteView nonce, const hawser::Endpoint& initiator,
                                IkeSpi spi, TimePoint now);

 private:
    void rotate(TimePoint now);

    RandomSource& random_;
    Duration lifetime_;
    std::optional<CookieSecret> present_;
    std::optional<CookieSecret> previous_;
    TimePoint present_since_{};
};

}  // namespace hawser::ike

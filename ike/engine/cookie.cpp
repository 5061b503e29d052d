// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/cookie.h"

#include <utility>

#include "ike/engine/random_numbers.h"

namespace hawser::ike {

void CookieJar::rotate(TimePoint now) {
    if (present_ && now - present_since_ < lifetime_) return;
    // After a long quiet time the previous secret is older than its second lifetime: forget it too.
    const bool recent = present_ && now - present_since_ < 2 * lifetime_;
    const uint8_t version = present_ ? static_cast<uint8_t>(present_->version + 1) : uint8_t{0};
    previous_ = recent ? std::move(present_) : std::nullopt;
    SecretBytes key(32);
    random_.fill({key.data(), key.size()});
    present_ = CookieSecret{version, std::move(key)};
    present_since_ = now;
}

Bytes CookieJar::issue(ByteView nonce, const hawser::Endpoint& initiator, IkeSpi spi, TimePoint now) {
    rotate(now);
    const auto cookie = make_cookie(*present_, nonce, initiator, spi);
    return Bytes(cookie.begin(), cookie.end());
}

bool CookieJar::is_valid(ByteView cookie, ByteView nonce, const hawser::Endpoint& initiator, IkeSpi spi,
                         TimePoint now) {
    rotate(now);
    if (cookie_fits(cookie, *present_, nonce, initiator, spi)) return true;
    return previous_ && cookie_fits(cookie, *previous_, nonce, initiator, spi);
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>

#include "base/bytes.h"

namespace hawser::ike {

/// What the peer has made while our request for the same was on the way (RFC 7296 2.8.1, 2.8.2).
template <typename Name>
struct Collision {
    Name theirs;
    /// The lower nonce of the peer's exchange.
    Bytes lowest_nonce;
};

/// "an octet-by-octet comparison [...] If you reach the end of one nonce, that nonce is the lower one"
/// (2.8.1)
inline const Bytes& lower_nonce(const Bytes& a, const Bytes& b) {
    return std::lexicographical_compare(b.begin(), b.end(), a.begin(), a.end()) ? b : a;
}

/// Of two exchanges the one with the lowest of all four nonces loses.
inline bool loses(const Bytes& own_lowest, const Bytes& their_lowest) {
    return std::lexicographical_compare(own_lowest.begin(), own_lowest.end(), their_lowest.begin(),
                                        their_lowest.end());
}

}  // namespace hawser::ike

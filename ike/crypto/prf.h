// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <initializer_list>

#include "base/bytes.h"
#include "base/secret_bytes.h"
#include "ike/wire/transform_id.h"

namespace hawser::ike {

/// The pseudorandom function of an IKE SA (RFC 7296 section 2.13): HMAC with SHA2-256, -384 or -512.
class Prf {
 public:
    /// One of those for which ike_supports_prf is true; another is a bug of the caller's.
    explicit Prf(PrfId id);

    [[nodiscard]] PrfId id() const { return id_; }
    /// Bytes of output, which is also the preferred length of a key (SK_d, SK_pi, SK_pr).
    [[nodiscard]] size_t output_size() const;

    /// prf(key, data | data | ...)
    [[nodiscard]] SecretBytes compute(ByteView key, std::initializer_list<ByteView> data) const;
    [[nodiscard]] SecretBytes compute(ByteView key, ByteView data) const { return compute(key, {data}); }
    /// prf+(key, seed), the first `length` bytes; at most 255 outputs of prf (the counter is one byte).
    [[nodiscard]] SecretBytes plus(ByteView key, ByteView seed, size_t length) const;

 private:
    PrfId id_;
};

}  // namespace hawser::ike

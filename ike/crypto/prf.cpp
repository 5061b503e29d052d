// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/prf.h"

#include <algorithm>
#include <cstdint>

#include "base/check.h"
#include "ike/crypto/algorithms.h"
#include "ike/crypto/hmac.h"

namespace hawser::ike {

namespace {

HashId hash_of(PrfId id) {
    switch (id) {
        case PrfId::kHmacSha2_384:
            return HashId::kSha2_384;
        case PrfId::kHmacSha2_512:
            return HashId::kSha2_512;
        default:
            return HashId::kSha2_256;
    }
}

}  // namespace

Prf::Prf(PrfId id) : id_(id) {
    HAWSER_CHECK(ike_supports_prf(id), "a prf that was not offered is not selected");
}

size_t Prf::output_size() const {
    return hash_size(hash_of(id_));
}

SecretBytes Prf::compute(ByteView key, std::initializer_list<ByteView> data) const {
    SecretBytes result(output_size());
    hmac(hash_of(id_), key, data, {result.data(), result.size()});
    return result;
}

// RFC 7296 section 2.13:
//   prf+ (K,S) = T1 | T2 | T3 | T4 | ...
//   T1 = prf (K, S | 0x01), T2 = prf (K, T1 | S | 0x02), ...
SecretBytes Prf::plus(ByteView key, ByteView seed, size_t length) const {
    HAWSER_CHECK(length <= 255 * output_size(),
                 "prf+ is not defined beyond 255 times the size of the prf output");
    SecretBytes result(length);
    SecretBytes block;
    uint8_t counter = 0;
    for (size_t done = 0; done < length; done += block.size()) {
        ++counter;
        block = compute(key, {block.view(), seed, ByteView(&counter, 1)});
        std::copy_n(block.data(), std::min(block.size(), length - done), result.data() + done);
    }
    return result;
}

}  // namespace hawser::ike

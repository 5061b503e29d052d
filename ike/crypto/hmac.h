// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "base/bytes.h"

namespace hawser::ike {

enum class HashId : uint8_t { kSha2_256, kSha2_384, kSha2_512 };

/// Bytes of the hash's output: 32, 48, 64.
[[nodiscard]] constexpr size_t hash_size(HashId hash) {
    return hash == HashId::kSha2_256 ? 32 : hash == HashId::kSha2_384 ? 48 : 64;
}

/// HMAC(key, data | data | ...) into `out`, which is as long as the hash or shorter: then the first bytes.
void hmac(HashId hash, ByteView key, std::initializer_list<ByteView> data, std::span<uint8_t> out);

}  // namespace hawser::ike

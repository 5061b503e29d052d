// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace hawser::ike {

/// Bytes in AES-256-GCM that somebody else keeps for us: nonce | ciphertext | ICV. The nonce is drawn at
/// random, so that one key is good for 2^32 of them (NIST SP 800-38D 8.3). `key` has 32 bytes. Fails only if
/// OpenSSL does.
[[nodiscard]] Result<Bytes> seal_bytes(ByteView key, ByteView associated, ByteView plain,
                                       RandomSource& random);
/// Nothing if they were sealed under another key or with other associated data, or changed.
[[nodiscard]] std::optional<SecretBytes> unseal_bytes(ByteView key, ByteView associated, ByteView sealed);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <memory>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "ike/crypto/cipher.h"

/// What differs between the ways to protect a message; nothing outside of this folder includes this.
namespace hawser::ike {

class IkeCipher::Engine {
 public:
    virtual ~Engine() = default;
    Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    [[nodiscard]] virtual size_t iv_size() const = 0;
    [[nodiscard]] virtual size_t icv_size() const = 0;
    /// The plaintext, with its pad length, must be a multiple of it; 1 if there is no such rule.
    [[nodiscard]] virtual size_t block_size() const = 0;

    /// Fills in the IV, encrypts the plaintext where it lies and fills in the ICV. `message` is whole:
    /// associated data, IV, plaintext, ICV, as in EncryptedFrame. `associated_size` is the offset of the IV.
    [[nodiscard]] virtual bool seal(std::span<uint8_t> message, size_t associated_size,
                                    RandomSource& random) = 0;
    /// Authenticates, then decrypts into `plain`, which is as long as the ciphertext.
    [[nodiscard]] virtual bool open(const EncryptedFrame& frame, std::span<uint8_t> plain) const = 0;

    static std::unique_ptr<Engine> make_aead(EncryptionId id, ByteView key_and_salt);
    /// AES-CBC or AES-CTR, whose key has its nonce behind it, with HMAC.
    static std::unique_ptr<Engine> make_with_hmac(EncryptionId id, ByteView encryption_key,
                                                  IntegrityId integrity, ByteView integrity_key);
};

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

struct evp_pkey_st;

namespace hawser::ike {

/// The keys that sign in IKE: RSA from 2048 bits, and the curves of RFC 4754 and RFC 8420.
enum class KeyKind : uint8_t { kRsa, kEcdsa256, kEcdsa384, kEcdsa521, kEd25519, kEd448 };

/// Verifies signatures. Copies share the decoded key: decoding it costs more than using it.
class PublicKey {
 public:
    /// Takes the key over. Fails on a kind of key that is not one of KeyKind, and on one that is too weak.
    static Result<PublicKey> adopt(evp_pkey_st* key);

    [[nodiscard]] KeyKind kind() const { return kind_; }
    [[nodiscard]] unsigned bits() const;
    /// `RSA 3072`, `ECDSA 256`, `ED25519`
    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] evp_pkey_st* handle() const { return key_.get(); }

 private:
    PublicKey(KeyKind kind, std::shared_ptr<evp_pkey_st> key) : kind_(kind), key_(std::move(key)) {}
    KeyKind kind_;
    std::shared_ptr<evp_pkey_st> key_;
};

/// Makes signatures. The key is wiped with the last copy.
class PrivateKey {
 public:
    /// PEM or DER, PKCS#8 or the older forms of RSA and EC keys, without a passphrase.
    static Result<PrivateKey> parse(ByteView pem_or_der);

    [[nodiscard]] KeyKind kind() const { return public_part_.kind(); }
    [[nodiscard]] unsigned bits() const { return public_part_.bits(); }
    [[nodiscard]] std::string to_string() const { return public_part_.to_string(); }
    [[nodiscard]] bool belongs_to(const PublicKey& key) const;
    [[nodiscard]] evp_pkey_st* handle() const { return public_part_.handle(); }

 private:
    explicit PrivateKey(PublicKey both) : public_part_(std::move(both)) {}
    PublicKey public_part_;  ///< OpenSSL keeps both parts in one object
};

}  // namespace hawser::ike

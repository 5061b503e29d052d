// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/dh.h>
#include <openssl/err.h>

#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

std::optional<SecretBytes> derive_shared_secret(EVP_PKEY* own, EVP_PKEY* peer, size_t size, bool pad_modp) {
    openssl::PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, own, nullptr));
    SecretBytes secret(size);
    size_t length = size;
    // g^ir of a MODP group is as long as the modulus, with leading zeros (RFC 7296 section 2.14); OpenSSL
    // strips them unless it is asked to pad.
    const bool derived = context && EVP_PKEY_derive_init(context.get()) == 1 &&
                         (!pad_modp || EVP_PKEY_CTX_set_dh_pad(context.get(), 1) == 1) &&
                         EVP_PKEY_derive_set_peer_ex(context.get(), peer, 0) == 1 &&
                         EVP_PKEY_derive(context.get(), secret.data(), &length) == 1 && length == size;
    if (!derived) {
        // A peer's bad value is no event of ours: nothing of it stays in the queue.
        ERR_clear_error();
        return std::nullopt;
    }
    return secret;
}

}  // namespace hawser::ike

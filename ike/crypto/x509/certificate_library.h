// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <openssl/types.h>

namespace hawser::ike::openssl {

/// The library context in which certificates are read, and in which their keys verify: the default provider
/// with no other kinds of keys and no other decoders than certificates need. To decode one public key,
/// OpenSSL 3.0 instantiates every key manager and decoder that the context has (newer ones remember what they
/// found): in the default context that is a third of what a handshake with certificates costs.
///
/// Null, which stands for the default context, where the administrator has replaced the default provider by
/// another one: certificates are then verified by that.
[[nodiscard]] OSSL_LIB_CTX* certificate_library();

}  // namespace hawser::ike::openssl

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/auth.h"

#include <string_view>

namespace hawser::ike {

namespace {

/// 17 ASCII characters without null termination (RFC 7296 section 2.15).
constexpr std::string_view kKeyPad = "Key Pad for IKEv2";

ByteView bytes_of(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

Bytes signed_octets(const Prf& prf, const SignedParts& parts) {
    const SecretBytes maced_id = prf.compute(parts.sk_p, parts.id_body);
    Bytes octets;
    octets.reserve(parts.real_message.size() + parts.peer_nonce.size() + maced_id.size() +
                   parts.intermediate.size());
    append(octets, parts.real_message);
    append(octets, parts.peer_nonce);
    append(octets, maced_id.view());
    append(octets, parts.intermediate);
    return octets;
}

Bytes psk_auth(const Prf& prf, ByteView psk, const SignedParts& parts) {
    const SecretBytes key = prf.compute(psk, bytes_of(kKeyPad));
    const SecretBytes maced_id = prf.compute(parts.sk_p, parts.id_body);
    return to_bytes(
        prf.compute(key.view(), {parts.real_message, parts.peer_nonce, maced_id.view(), parts.intermediate})
            .view());
}

}  // namespace hawser::ike

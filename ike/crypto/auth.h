// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/bytes.h"
#include "base/secret_bytes.h"
#include "ike/crypto/prf.h"

namespace hawser::ike {

/// What AUTH covers (RFC 7296 section 2.15). For the initiator's AUTH: its own first message (the last
/// IKE_SA_INIT request, with the cookie), the responder's nonce, SK_pi and its own IDi; for the responder's
/// the other way round.
struct SignedParts {
    ByteView
        real_message;     ///< the signer's IKE_SA_INIT message as it was on the wire, from the IKE header on
    ByteView peer_nonce;  ///< the data of the other side's Nonce payload
    ByteView sk_p;        ///< the signer's SK_pi or SK_pr
    ByteView id_body;     ///< the signer's IDi or IDr payload without the generic header: IdiPayload::body()
    /// IntAuth of RFC 9242, empty where there was no IKE_INTERMEDIATE: intermediate_chunk() of
    /// intermediate_auth.h.
    ByteView intermediate = {};
};

/// RealMessage | NonceData | prf(SK_p, RestOfIDPayload) [| IntAuth]: what a signature signs.
[[nodiscard]] Bytes signed_octets(const Prf& prf, const SignedParts& parts);

/// prf( prf(Shared Secret, "Key Pad for IKEv2"), <SignedOctets>): the AUTH data of a pre-shared key. Compare
/// with equal_in_constant_time.
[[nodiscard]] Bytes psk_auth(const Prf& prf, ByteView psk, const SignedParts& parts);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/secret_bytes.h"
#include "ike/crypto/prf.h"
#include "ike/wire/constants.h"
#include "ike/wire/header.h"
#include "ike/wire/ids.h"

// What AUTH covers of the IKE_INTERMEDIATE exchanges (RFC 9242 section 3.3.2). Each side keeps one chain for
// the initiator's messages and one for the responder's.
namespace hawser::ike {

/// IntAuth_[i/r]*A: the message from its header to the generic header of SK, with both lengths as if there
/// were no IV, padding, pad length and ICV. `message` is the whole message as it was on the wire, or its
/// first fragment; `inner_bytes` is the length of the (reassembled) payloads inside. Nothing if there is no
/// SK or SKF.
[[nodiscard]] std::optional<Bytes> intermediate_associated_data(ByteView message, size_t inner_bytes);

/// The same of a message that we make, which has nothing in the clear: `first` is the type of its first
/// payload, kNone if it is empty.
[[nodiscard]] Bytes intermediate_associated_data(const IkeHeader& header, PayloadType first,
                                                 size_t inner_bytes);

/// IntAuth_[i/r]n = prf(SK_p[i/r]n, IntAuth_[i/r](n-1) | A | P). `sk_p` is the SK_pi or SK_pr of the
/// generation that protects this exchange; `previous` is empty for the first message.
[[nodiscard]] Bytes intermediate_auth(const Prf& prf, ByteView sk_p, ByteView previous,
                                      ByteView associated_data, ByteView inner_payloads);

/// IntAuth_iN | IntAuth_rN | IKE_AUTH_MID, which signed_octets appends: SignedParts::intermediate.
/// `auth_message` is the Message ID of the first IKE_AUTH request.
[[nodiscard]] Bytes intermediate_chunk(ByteView auth_i, ByteView auth_r, MessageId auth_message);

}  // namespace hawser::ike

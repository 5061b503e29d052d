// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// Makes keys and ciphers of a resumed SA from the old one's SK_d and a complete IKE_SESSION_RESUME (RFC 5723
/// 5.1): nonces and both SPIs must be in the SA, and the session.
void set_up_resumed_keys(IkeSa& sa);

/// AUTH = prf(SK_px, <message octets>) (4.3.3), of one side; `id_body` is that side's identity.
[[nodiscard]] Bytes resumption_auth(const IkeSa& sa, bool of_initiator, ByteView id_body);

}  // namespace hawser::ike

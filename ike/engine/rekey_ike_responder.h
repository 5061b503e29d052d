// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/exchange.h"

namespace hawser::ike {

/// The peer replaces the IKE SA (RFC 7296 1.3.2, 2.25).
void respond_rekey_ike(IkeSa& sa, EngineContext& context, const PeerRequest& request);

struct PendingIkeSa;
/// Makes the IKE SA that was negotiated, `additional` in its keys, and writes what the last answer says of
/// it.
IkeSa& make_answered_ike(IkeSa& sa, EngineContext& context, const PendingIkeSa& agreed,
                         const std::vector<SecretBytes>& additional, std::vector<Payload>& answer);
/// Once that is sent: the new IKE SA takes over, unless our own rekeying may still win.
void pass_on(IkeSa& sa, EngineContext& context, IkeSa& made, const Bytes& lowest_nonce);

}  // namespace hawser::ike

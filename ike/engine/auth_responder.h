// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/engine_context.h"
#include "ike/engine/exchange.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// The IKE_AUTH request of a half-open SA (RFC 7296 1.2, 2.15): finds the connection that the peer's identity
/// means, checks its AUTH, and makes the Child SA.
void respond_auth(IkeSa& sa, EngineContext& context, const PeerRequest& request);

}  // namespace hawser::ike

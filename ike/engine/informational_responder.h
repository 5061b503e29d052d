// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/engine_context.h"
#include "ike/engine/exchange.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// INFORMATIONAL as responder (RFC 7296 1.4): liveness, DELETE of Child SAs and of the IKE SA, and errors
/// that end it.
void respond_informational(IkeSa& sa, EngineContext& context, const PeerRequest& request);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/exchange.h"

namespace hawser::ike {

/// IKE_INTERMEDIATE as responder (RFC 9242): the additional key exchange that is due, and nothing else. There
/// are no more of them than IKE_SA_INIT has agreed upon, and the half-open SA does not live longer for them.
void respond_intermediate(IkeSa& sa, EngineContext& context, const PeerRequest& request);

}  // namespace hawser::ike

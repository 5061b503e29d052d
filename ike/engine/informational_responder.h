// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/engine_context.h"
#include "ike/engine/exchange.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// INFORMATIONAL as responder (RFC 7296 1.4): liveness, DELETE of Child SAs and of the IKE SA, and errors
/// that end it.
void respond_informational(IkeSa& sa, EngineContext& context, const PeerRequest& request);

/// CREATE_CHILD_SA as responder. We cannot rekey within an IKE SA, and the peer should keep what it has as
/// long as it can: rekeyings get TEMPORARY_FAILURE, after which strongSwan tries again later and keeps the
/// old SA up to its hard lifetime (NO_ADDITIONAL_SAS would have it reauthenticate, which breaks before it
/// makes). Meanwhile, if we know where to begin, a new IKE SA is begun that takes over: new keys for all,
/// without a gap. Further Child SAs get NO_ADDITIONAL_SAS.
void respond_create_child(IkeSa& sa, EngineContext& context, const PeerRequest& request);

}  // namespace hawser::ike

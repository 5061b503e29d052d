// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// What is due of an SA and its Child SAs: rekeying, the end of a life, and sending by a new pair although
/// the peer has given no sign.
void keep_lifetimes(IkeSa& sa, EngineContext& context);

/// The kernel has counted a pair's traffic up to a limit.
void note_expiry(IkeSa& sa, EngineContext& context, ChildSa& child, bool hard);

/// The kernel has taken a pair, or refused it: then it is closed at the peer, with the IKE SA if it was all
/// that there was.
void note_installed(IkeSa& sa, EngineContext& context, ChildSa& child, const Result<void>& answer);

}  // namespace hawser::ike

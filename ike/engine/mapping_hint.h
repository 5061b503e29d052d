// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/ip_address.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// ESP of the SA has come from `seen`, which is not where the peer is known to be. Anybody can have forwarded
/// it, so that nothing is moved by it: a request goes there too, and an answer from there does (RFC 7296
/// 2.23, follow_peer()). Not more often than every few seconds.
void take_mapping_hint(IkeSa& sa, EngineContext& context, const hawser::Endpoint& seen);

}  // namespace hawser::ike

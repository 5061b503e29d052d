// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// Behind a NAT: one byte to the peer if IKE has sent nothing for a while, so that the NAT keeps its mapping
/// (RFC 3948 2.3).
void send_due_keepalive(IkeSa& sa, EngineContext& context);

}  // namespace hawser::ike

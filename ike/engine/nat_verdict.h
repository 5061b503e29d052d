// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// As initiator, from the answer to our first message: who finds a NAT goes to the NAT port, with IKE and
/// with ESP (RFC 7296 2.23).
void take_nat_verdict(IkeSa& sa, EngineContext& context, const Message& response);

}  // namespace hawser::ike

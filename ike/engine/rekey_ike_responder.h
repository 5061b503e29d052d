// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/exchange.h"

namespace hawser::ike {

/// The peer replaces the IKE SA (RFC 7296 1.3.2, 2.25).
void respond_rekey_ike(IkeSa& sa, EngineContext& context, const PeerRequest& request);

}  // namespace hawser::ike

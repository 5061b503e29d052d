// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "ike/engine/engine_context.h"
#include "ike/engine/exchange.h"

namespace hawser::ike {

/// An IKE_SA_INIT request as responder (RFC 7296 1.2): a repeated one gets the same answer again; a new one
/// makes a half-open SA if a connection fits, a cookie proves the source where one is wanted, and there is
/// room.
void respond_init(EngineContext& context, const PeerRequest& request,
                  std::optional<ConnectionId> uplink_hint);

/// What answers an initiator without an SA of ours: one notify, in the clear. `connection` says by which
/// uplink it goes, and may be null.
[[nodiscard]] SendDatagram stateless_answer(const Connection* connection, const PeerRequest& request,
                                            NotifyPayload notify);

}  // namespace hawser::ike

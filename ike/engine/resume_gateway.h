// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "ike/engine/engine_context.h"
#include "ike/engine/exchange.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

// Resuming an IKE SA (RFC 5723) as the side that gives out tickets.

/// What answers a TICKET_REQUEST of an established SA, or one that is about to be: a ticket or TICKET_NACK.
/// Nothing if there was none.
void append_ticket(IkeSa& sa, EngineContext& context, const Message& request, std::vector<Payload>& payloads);

/// Answers an IKE_SESSION_RESUME request, whose cookie is right and for which there is room: with a half-open
/// SA, or with TICKET_NACK and without any state.
void respond_resume(EngineContext& context, const Connection& guess, const PeerRequest& request);

/// What keeps the session of a resumed SA from being used by the connection that the peer's identity has led
/// to; nothing if it may.
[[nodiscard]] std::optional<ErrorWords> fault_of_session(const IkeSa& sa, EngineContext& context,
                                                         const Identity& initiator);
/// The connection's peer has authenticated itself: older tickets are used up (4.3.1).
void use_up_tickets(const IkeSa& sa, EngineContext& context);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/message.h"

namespace hawser::ike {

// Resuming an IKE SA (RFC 5723) as the side that began it.

/// We began the SA, and its connection is to be resumed when it is lost.
[[nodiscard]] bool wants_ticket(const IkeSa& sa);
/// TICKET_REQUEST, if wanted.
void append_ticket_request(const IkeSa& sa, std::vector<Payload>& payloads);
/// Keeps the ticket of an authenticated response, if there is one, with what belongs to it.
void take_ticket(IkeSa& sa, EngineContext& context, const Message& response);
/// The SA was rekeyed or has ended by somebody's will: its ticket is worth nothing (6.2).
void forget_session(const IkeSa& sa, EngineContext& context);

/// The session by which an attempt at this gateway is to begin; null: by IKE_SA_INIT.
[[nodiscard]] StoredSession* session_to_resume(Connection& connection, const IpAddress& gateway,
                                               TimePoint now);

}  // namespace hawser::ike

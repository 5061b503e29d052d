// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/task.h"

namespace hawser::ike {

// Being redirected to another gateway (RFC 5685), at the three times at which that may happen.

/// In place of an answer to IKE_SA_INIT. Nobody vouches for it, so it must show our nonce, and what is not
/// followed is only noted: the true answer may still come.
[[nodiscard]] TaskOutcome redirected_in_init(IkeSa& sa, EngineContext& context, const NotifyPayload& notify);
/// In the IKE_AUTH response of a gateway that has proved its identity, in place of a Child SA. The IKE SA is
/// on its way out afterwards, followed or not.
void redirected_in_auth(IkeSa& sa, EngineContext& context, const NotifyPayload& notify);
/// In an INFORMATIONAL request, which has been answered. The SA stays until the one to the other gateway has
/// taken over.
void redirected_later(IkeSa& sa, EngineContext& context, const NotifyPayload& notify);

/// An SA of the connection has failed: if it was where a redirect had led, the next attempt begins at the
/// configured gateway again.
void leave_failed_gateway(Connection& connection, const IkeSa& sa);

}  // namespace hawser::ike

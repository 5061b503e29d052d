// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "ike/engine/engine_context.h"
#include "ike/engine/exchange.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/notify_data.h"

namespace hawser::ike {

/// What answers an IKE_SA_INIT request in place of us, if the policy sends its initiator elsewhere: REDIRECT
/// with the initiator's nonce (RFC 5685 3). Makes no state.
[[nodiscard]] std::optional<NotifyPayload> redirect_in_init(const EngineContext& context,
                                                            const Connection& connection,
                                                            const PeerRequest& request);
/// The same for an initiator that has just proved its identity (section 6): goes into the IKE_AUTH response
/// in place of a Child SA.
[[nodiscard]] std::optional<NotifyPayload> redirect_in_auth(const EngineContext& context, const IkeSa& sa,
                                                            const Identity& identity);
/// Sends the initiator of an established SA elsewhere (section 5). Fails for SAs that we began, and for peers
/// that did not say that they follow redirects.
[[nodiscard]] Result<void> redirect_established(IkeSa& sa, EngineContext& context, GatewayIdentity to);

}  // namespace hawser::ike

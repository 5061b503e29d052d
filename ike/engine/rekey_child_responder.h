// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/create_child_responder.h"
#include "ike/engine/exchange.h"

namespace hawser::ike {

/// The peer replaces a Child SA, which `rekey` (REKEY_SA) names (RFC 7296 1.3.3, 2.25.1).
void respond_rekey_child(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                         const NotifyPayload& rekey);

/// Such a replacement is there, or agreed upon.
void note_rekeyed(IkeSa& sa, ChildHandle replaced, const AnsweredChild& made);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/children.h"
#include "ike/engine/exchange.h"

namespace hawser::ike {

/// A CREATE_CHILD_SA request of the peer's: a new Child SA, the rekeying of one, or that of the IKE SA (RFC
/// 7296 1.3). What the two sides have on the way at the same time is in 2.25.
void respond_create_child(IkeSa& sa, EngineContext& context, const PeerRequest& request);

/// Refuses the request with one notify.
void refuse_create_child(IkeSa& sa, EngineContext& context, const PeerRequest& request, NotifyPayload notify);
/// The group that we want a KE payload for (1.3).
[[nodiscard]] NotifyPayload invalid_ke_payload(GroupId wanted);

/// A Child SA that has been made on the peer's request.
struct AnsweredChild {
    /// Zero: it is not made before its additional key exchanges are over.
    ChildHandle handle;
    Bytes lowest_nonce;
};
struct PendingChild;
/// Negotiates, installs the inbound SA and answers, in this order (2.8: "MUST be prepared to accept messages
/// on an SA before sending its response"). Empty if it was refused. `replaces`: the pair that it rekeys.
[[nodiscard]] std::optional<AnsweredChild> answer_child_request(IkeSa& sa, EngineContext& context,
                                                                const PeerRequest& request,
                                                                std::optional<ChildHandle> replaces);
/// Installs what was negotiated, and notes what it replaces.
void make_answered_child(IkeSa& sa, EngineContext& context, PendingChild child);

}  // namespace hawser::ike

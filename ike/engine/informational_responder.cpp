// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/informational_responder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ike/engine/children.h"
#include "ike/engine/delete_child_task.h"
#include "ike/engine/mobike.h"
#include "ike/engine/quick_crash.h"
#include "ike/engine/redirect_client.h"
#include "ike/engine/rekey_ike_task.h"
#include "ike/engine/resume_gateway.h"
#include "ike/engine/successor.h"

namespace hawser::ike {

namespace {

/// Ends the SA on the peer's word, with an answer that says nothing more.
void end(IkeSa& sa, EngineContext& context, const PeerRequest& request, FailureReason reason,
         std::string text) {
    send_last_response(sa, context, request, {});
    if (sa.state() == IkeSaState::kDestroying) return;
    // 2.8.2: the peer has finished rekeying the SA and has not seen our own request for it.
    if (const auto* own = active_task<RekeyIkeTask>(sa); own != nullptr && own->collided(context) != nullptr)
        inherit_if_waiting(*own->collided(context), context);
    if (sa.state() == IkeSaState::kDeleting) {
        sa.set_state(IkeSaState::kDestroying, sa.state_reason());  // both wanted it
        return;
    }
    sa.fail(reason, std::move(text), context.now);
}

/// The peer closes a pair that we do not know, while our request for one is on the way: it may be that one,
/// and the answer to our request has been overtaken or lost. Answered now, we would then install what the
/// peer has forgotten.
bool names_what_may_come(IkeSa& sa, const std::vector<const DeletePayload*>& deletes) {
    if (!sa.pending_spi || sa.state() != IkeSaState::kEstablished) return false;
    return std::any_of(deletes.begin(), deletes.end(), [&](const DeletePayload* one) {
        return one->protocol == ProtocolId::kEsp &&
               std::any_of(one->spis.begin(), one->spis.end(),
                           [&](EspSpi spi) { return find_child_by_outbound(sa, spi) == nullptr; });
    });
}

/// Closes the named Child SAs; returns our SPIs of the same pairs, which the answer deletes. Of those that we
/// are closing ourselves it must not (1.4.1).
std::vector<EspSpi> close_named(IkeSa& sa, EngineContext& context, const DeletePayload& named) {
    std::vector<EspSpi> closed;
    for (EspSpi spi : named.spis) {
        const ChildSa* child = find_child_by_outbound(sa, spi);
        if (child == nullptr) continue;
        const bool crossed = child->state == ChildSaState::kDeleting && sa.has_child_exchange();
        if (!crossed) closed.push_back(child->spi_in);
        retire_child(sa, context, child->handle);
    }
    return closed;
}

}  // namespace

void respond_informational(IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    const Message& message = request.message;
    const auto deletes = message.all<DeletePayload>();
    const bool deletes_ike = std::any_of(deletes.begin(), deletes.end(), [](const DeletePayload* one) {
        return one->protocol == ProtocolId::kIke;
    });
    if (deletes_ike) {
        end(sa, context, request, FailureReason::kPeerDeleted,
            fmt::format("the peer at {} has deleted the IKE SA", request.remote.to_string()));
        return;
    }
    if (message.notify(NotifyType::kAuthenticationFailed) != nullptr) {
        end(sa, context, request, FailureReason::kPeerRefusesAuthentication,
            "authentication failed: the peer refuses our identity or key (AUTHENTICATION_FAILED)");
        return;
    }
    if (message.notify(NotifyType::kInvalidSyntax) != nullptr) {
        end(sa, context, request, FailureReason::kProtocolError, "the peer reports INVALID_SYNTAX");
        return;
    }
    inherit_if_waiting(sa, context);
    // Dropped: the peer repeats it.
    if (names_what_may_come(sa, deletes)) return;
    std::vector<EspSpi> closed;
    const bool had_children = !sa.children.empty();
    for (const DeletePayload* one : deletes) {
        if (one->protocol != ProtocolId::kEsp) continue;
        for (EspSpi spi : close_named(sa, context, *one))
            closed.push_back(spi);
    }
    std::vector<Payload> payloads;
    take_crash_token(sa, message);
    append_ticket(sa, context, message, payloads);
    if (!closed.empty()) payloads.push_back(DeletePayload{ProtocolId::kEsp, closed});
    answer_mobike(sa, context, request, payloads);
    send_response(sa, context, request, std::move(payloads));
    start_next_task(sa, context);
    if (const auto* notify = message.notify(NotifyType::kRedirect)) redirected_later(sa, context, *notify);
    if (had_children)
        settle_childless(sa, context, FailureReason::kPeerDeleted, "the peer has deleted the Child SA");
}

}  // namespace hawser::ike

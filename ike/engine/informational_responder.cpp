// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/informational_responder.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "ike/engine/children.h"

namespace hawser::ike {

namespace {

/// Ends the SA on the peer's word, with an answer that says nothing more.
void end(IkeSa& sa, EngineContext& context, const PeerRequest& request, FailureReason reason,
         std::string text) {
    send_last_response(sa, context, request, {});
    if (sa.state() == IkeSaState::kDestroying) return;
    if (sa.state() == IkeSaState::kDeleting) {
        sa.set_state(IkeSaState::kDestroying, sa.state_reason());  // both wanted it
        return;
    }
    sa.fail(reason, std::move(text), context.now);
}

/// Removes the named Child SAs; returns our SPIs of the same pairs, which the answer deletes (1.4.1).
std::vector<EspSpi> remove_named(IkeSa& sa, EngineContext& context, const DeletePayload& named) {
    std::vector<EspSpi> removed;
    for (EspSpi spi : named.spis) {
        const ChildSa* child = find_child_by_outbound(sa, spi);
        if (child == nullptr) continue;
        removed.push_back(child->spi_in);
        remove_child(sa, context, child->handle);
    }
    return removed;
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
    std::vector<EspSpi> removed;
    for (const DeletePayload* one : deletes) {
        if (one->protocol != ProtocolId::kEsp) continue;
        for (EspSpi spi : remove_named(sa, context, *one))
            removed.push_back(spi);
    }
    std::vector<Payload> payloads;
    if (!removed.empty()) payloads.push_back(DeletePayload{ProtocolId::kEsp, removed});
    send_response(sa, context, request, std::move(payloads));
    if (!removed.empty() && sa.children.empty() && sa.state() == IkeSaState::kEstablished) {
        // New Child SAs come with a new IKE SA only.
        begin_delete(sa, context, {FailureReason::kPeerDeleted, "the peer has deleted the Child SA", {}});
    }
}

void respond_create_child(IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    const Message& message = request.message;
    const auto* offer = message.get<SaPayload>();
    const bool ike =
        offer != nullptr && std::any_of(offer->proposals.begin(), offer->proposals.end(),
                                        [](const Proposal& one) { return one.protocol == ProtocolId::kIke; });
    const bool rekeys = ike || message.notify(NotifyType::kRekeySa) != nullptr;
    const NotifyType answer = rekeys ? NotifyType::kTemporaryFailure : NotifyType::kNoAdditionalSas;
    context.outbox.log(
        LogLevel::kInfo,
        fmt::format("{}: peer asks for {}, answered {}", sa.config->name,
                    ike ? "a new IKE SA" : (rekeys ? "a rekeying" : "another Child SA"), to_string(answer)));
    send_response(sa, context, request, {NotifyPayload::of(answer)});
    // Not at once if this is a repeated wish: an attempt may be under way, or have failed a moment ago.
    constexpr Duration kPause = std::chrono::seconds(10);
    const bool recently = sa.renewal_asked_at && context.now - *sa.renewal_asked_at < kPause;
    if (!rekeys || recently || !sa.config->initiates()) return;
    sa.renewal_asked_at = context.now;
    sa.renew_at = context.now;
}

}  // namespace hawser::ike

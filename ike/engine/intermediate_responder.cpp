// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/intermediate_responder.h"

#include <fmt/format.h>

#include <utility>

#include "ike/crypto/key_exchange.h"
#include "ike/engine/intermediate.h"

namespace hawser::ike {

namespace {

/// The initiator begins anew, or does not.
void refuse(IkeSa& sa, EngineContext& context, const PeerRequest& request, NotifyType type,
            std::string text) {
    send_last_response(sa, context, request, {NotifyPayload::of(type)});
    context.outbox.log_stranger(
        context.now, fmt::format("IKE_INTERMEDIATE from {}: {}", request.remote.to_string(), text));
    sa.fail(FailureReason::kProtocolError, std::move(text), context.now);
}

}  // namespace

void respond_intermediate(IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    const GroupId group = due_intermediate(sa);
    const auto* ke = request.message.get<KePayload>();
    if (ke == nullptr || ke->group != group) {
        refuse(sa, context, request, NotifyType::kInvalidSyntax,
               fmt::format("lacks the KE payload of {}, which is due", to_string(group)));
        return;
    }
    auto answer = KeyExchange::respond(group, ke->data, context.random);
    if (!answer.ok()) {
        refuse(sa, context, request, NotifyType::kTemporaryFailure, answer.error().text());
        return;
    }
    if (!*answer) {
        refuse(sa, context, request, NotifyType::kInvalidSyntax,
               fmt::format("invalid public value of {}", to_string(group)));
        return;
    }
    send_response(sa, context, request, {KePayload{group, std::move((*answer)->value)}});
    if (sa.state() == IkeSaState::kDestroying) return;
    complete_intermediate(sa, (*answer)->shared_secret);
}

}  // namespace hawser::ike

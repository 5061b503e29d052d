// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/followup_responder.h"

#include <chrono>
#include <utility>

#include "ike/crypto/key_exchange.h"
#include "ike/engine/collision.h"
#include "ike/engine/create_child_responder.h"
#include "ike/engine/random_numbers.h"
#include "ike/engine/rekey_child_responder.h"
#include "ike/engine/rekey_ike_responder.h"

namespace hawser::ike {

namespace {

/// RFC 9370 finds 5 to 20 seconds appropriate; this is a little more than our own side takes to give up.
constexpr Duration kPatience = std::chrono::seconds(30);
constexpr size_t kLinkSize = 8;

NotifyPayload next_link(PendingFollowup& pending, EngineContext& context) {
    pending.link = random_bytes(context.random, kLinkSize);
    pending.forget_at = context.now + kPatience;
    return NotifyPayload::of(NotifyType::kAdditionalKeyExchange, pending.link);
}

void refuse(IkeSa& sa, EngineContext& context, const PeerRequest& request, NotifyType type) {
    drop_followup(sa, context);
    send_response(sa, context, request, {NotifyPayload::of(type)});
}

bool is_meant(const IkeSa& sa, const Message& request) {
    const auto* link = request.notify(NotifyType::kAdditionalKeyExchange);
    return sa.followup && link != nullptr && link->data == sa.followup->link;
}

/// The Child SAs are about to move, and one of them has something of ours on the way (RFC 7296 2.25.2).
bool must_wait(const IkeSa& sa) {
    const bool moves = std::holds_alternative<PendingIkeSa>(sa.followup->what);
    return sa.state() != IkeSaState::kEstablished || sa.superseded ||
           (moves && sa.has_child_exchange());
}

/// The SA is made, then the last request answered, then an IKE SA takes over.
void complete(IkeSa& sa, EngineContext& context, const PeerRequest& request, PendingFollowup pending,
              std::vector<Payload> answer) {
    if (auto* child = std::get_if<PendingChild>(&pending.what)) {
        child->source.additional = std::move(pending.secrets);
        // RFC 7296 2.8: "MUST be prepared to accept messages on an SA before sending its response"
        make_answered_child(sa, context, std::move(*child));
        send_response(sa, context, request, std::move(answer));
        return;
    }
    const auto& agreed = std::get<PendingIkeSa>(pending.what);
    IkeSa& made = make_answered_ike(sa, context, agreed, pending.secrets, answer);
    send_response(sa, context, request, std::move(answer));
    pass_on(sa, context, made, lower_nonce(agreed.nonce_i, agreed.nonce_r));
}

}  // namespace

NotifyPayload await_followup(IkeSa& sa, EngineContext& context, std::variant<PendingChild, PendingIkeSa> what,
                             const AdditionalGroups& agreed) {
    drop_followup(sa, context);
    sa.followup = std::make_unique<PendingFollowup>();
    sa.followup->what = std::move(what);
    sa.followup->due = agreed_additional(agreed);
    return next_link(*sa.followup, context);
}

bool awaits_followup(const IkeSa& sa, std::optional<ChildHandle> pair) {
    if (!sa.followup) return false;
    const auto* child = std::get_if<PendingChild>(&sa.followup->what);
    return pair ? child != nullptr && child->replaces == pair : child == nullptr;
}

void drop_followup(IkeSa& sa, EngineContext& context) {
    if (!sa.followup) return;
    if (const auto* child = std::get_if<PendingChild>(&sa.followup->what)) {
        context.children.release_spi(child->agreed.spi_in);
    }
    sa.followup.reset();
}

void respond_followup(IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    if (!is_meant(sa, request.message)) {
        send_response(sa, context, request, {NotifyPayload::of(NotifyType::kStateNotFound)});
        return;
    }
    if (must_wait(sa)) return refuse(sa, context, request, NotifyType::kTemporaryFailure);
    PendingFollowup& pending = *sa.followup;
    const GroupId group = pending.due.front();
    const auto* ke = request.message.get<KePayload>();
    if (ke == nullptr || ke->group != group) {
        return refuse(sa, context, request, NotifyType::kInvalidSyntax);
    }
    auto made = KeyExchange::respond(group, ke->data, context.random);
    if (!made.ok() || !*made) {
        return refuse(sa, context, request,
                      made.ok() ? NotifyType::kInvalidSyntax : NotifyType::kTemporaryFailure);
    }
    pending.secrets.push_back(std::move((*made)->shared_secret));
    pending.due.erase(pending.due.begin());
    std::vector<Payload> answer{KePayload{group, std::move((*made)->value)}};
    if (pending.due.empty()) {
        complete(sa, context, request, std::move(*std::exchange(sa.followup, nullptr)), std::move(answer));
        return;
    }
    answer.push_back(next_link(pending, context));
    send_response(sa, context, request, std::move(answer));
}

}  // namespace hawser::ike

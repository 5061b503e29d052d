// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/create_child_responder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ike/crypto/key_exchange.h"
#include "ike/engine/child_negotiation.h"
#include "ike/engine/collision.h"
#include "ike/engine/establish.h"
#include "ike/engine/followup_responder.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/random_numbers.h"
#include "ike/engine/rekey_child_responder.h"
#include "ike/engine/rekey_ike_responder.h"
#include "ike/engine/rekey_ike_task.h"
#include "ike/engine/successor.h"

namespace hawser::ike {

namespace {

/// Pairs that one IKE SA may have beside each other.
constexpr size_t kMaxChildren = 4;

bool asks_for_ike(const Message& message) {
    const auto* offer = message.get<SaPayload>();
    return offer != nullptr &&
           std::any_of(offer->proposals.begin(), offer->proposals.end(),
                       [](const Proposal& one) { return one.protocol == ProtocolId::kIke; });
}

/// Our half of the Child SA's own key exchange, if it has one. False: refused.
bool exchange_keys(IkeSa& sa, EngineContext& context, const PeerRequest& request, GroupId group,
                   KeyExchangeAnswer& answer) {
    if (group == GroupId::kNone) return true;
    const auto* ke = request.message.get<KePayload>();
    if (ke == nullptr || ke->group != group) {
        refuse_create_child(sa, context, request, invalid_ke_payload(group));
        return false;
    }
    auto made = KeyExchange::respond(group, ke->data, context.random);
    if (!made) {
        context.outbox.log(LogLevel::kWarning, sa.config->name + ": " + made.error().text());
        refuse_create_child(sa, context, request, NotifyPayload::of(NotifyType::kTemporaryFailure));
        return false;
    }
    if (!*made) {
        refuse_create_child(sa, context, request, NotifyPayload::of(NotifyType::kInvalidSyntax));
        return false;
    }
    answer = std::move(**made);
    return true;
}

/// All traffic of a tunnel leaves by one pair: another one beside it must be for the same traffic.
bool has_room(const IkeSa& sa, const SelectorPair& selectors) {
    return sa.children.size() < kMaxChildren &&
           std::all_of(sa.children.begin(), sa.children.end(), [&](const ChildSa& one) {
               return one.local_selectors == selectors.local && one.remote_selectors == selectors.remote;
           });
}

void respond_new_child(IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    const auto made = answer_child_request(sa, context, request, std::nullopt);
    if (!made) return;
    context.outbox.log(LogLevel::kInfo, sa.config->name + ": the peer has made another Child SA");
}

/// Sends by the new pair when the peer is known to read, unless there is nothing else to send by.
ChildHandle install_answered(IkeSa& sa, EngineContext& context, PendingChild child) {
    const TimePoint use_at = context.now + context.options.rekeyed_use_delay;
    if (child.replaces) {
        install_child(sa, context, std::move(child.agreed), child.source, {child.replaces, false, use_at});
    } else {
        const bool others = sending_child(context, sa.config.get()) != nullptr;
        take_over(sa, context, std::move(child.agreed), child.source,
                  others ? std::optional(use_at) : std::nullopt);
    }
    sa.refused_since.reset();  // the peer's own exchange was the reason, if it has refused ours
    return sa.children.back().handle;
}

void note_child_refusal(IkeSa& sa, EngineContext& context, const ChildAnswer& answer) {
    if (answer.words.text.empty()) return;
    context.outbox.log(LogLevel::kWarning,
                       sa.config->name + ": refused a Child SA of the peer's: " + answer.words.text);
}

}  // namespace

void refuse_create_child(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                         NotifyPayload notify) {
    send_response(sa, context, request, {std::move(notify)});
}

NotifyPayload invalid_ke_payload(GroupId wanted) {
    const auto group = static_cast<uint16_t>(wanted);
    const Bytes data = {static_cast<uint8_t>(group >> 8), static_cast<uint8_t>(group)};
    return NotifyPayload::of(NotifyType::kInvalidKePayload, data);
}

std::optional<AnsweredChild> answer_child_request(IkeSa& sa, EngineContext& context,
                                                  const PeerRequest& request,
                                                  std::optional<ChildHandle> replaces) {
    ChildAnswer answer = negotiate_child(sa, request.message, ChildExchange::kCreateChildSa);
    if (!answer.agreed || (!replaces && !has_room(sa, answer.agreed->selectors))) {
        note_child_refusal(sa, context, answer);
        refuse_create_child(sa, context, request, NotifyPayload::of(answer.refusal));
        return std::nullopt;
    }
    const GroupId group = answer.agreed->algorithms.group;
    KeyExchangeAnswer exchanged;
    if (!exchange_keys(sa, context, request, group, exchanged)) return std::nullopt;
    ChildKeySource source{request.message.get<NoncePayload>()->nonce,
                          random_bytes(context.random, kNonceSize), std::move(exchanged.shared_secret),
                          false};
    std::vector<Payload> payloads{NoncePayload{source.nonce_r}};
    if (group != GroupId::kNone) payloads.push_back(KePayload{group, std::move(exchanged.value)});
    append_child(answer, context, payloads);
    AnsweredChild made{ChildHandle(), lower_nonce(source.nonce_i, source.nonce_r)};
    const AdditionalGroups additional = answer.agreed->algorithms.additional;
    PendingChild child{std::move(*answer.agreed), std::move(source), replaces};
    if (agreed_additional(additional).empty()) {
        made.handle = install_answered(sa, context, std::move(child));
    } else {
        payloads.push_back(await_followup(sa, context, std::move(child), additional));
    }
    send_response(sa, context, request, std::move(payloads));
    return made;
}

void make_answered_child(IkeSa& sa, EngineContext& context, PendingChild child) {
    const auto replaces = child.replaces;
    // The pair that it was to replace may have been closed meanwhile.
    if (replaces && sa.find_child(*replaces) == nullptr) child.replaces.reset();
    AnsweredChild made{ChildHandle(), lower_nonce(child.source.nonce_i, child.source.nonce_r)};
    made.handle = install_answered(sa, context, std::move(child));
    if (replaces) note_rekeyed(sa, *replaces, made);
}

void respond_create_child(IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    inherit_if_waiting(sa, context);
    if (asks_for_ike(request.message)) {
        respond_rekey_ike(sa, context, request);
        return;
    }
    // 2.25.2: the Child SAs are about to move to another IKE SA, or this one is about to go.
    const bool rekeying = active_task<RekeyIkeTask>(sa) != nullptr;
    if (sa.state() != IkeSaState::kEstablished || sa.superseded || rekeying) {
        refuse_create_child(sa, context, request, NotifyPayload::of(NotifyType::kTemporaryFailure));
        return;
    }
    if (const auto* rekey = request.message.notify(NotifyType::kRekeySa)) {
        respond_rekey_child(sa, context, request, *rekey);
    } else {
        respond_new_child(sa, context, request);
    }
}

}  // namespace hawser::ike

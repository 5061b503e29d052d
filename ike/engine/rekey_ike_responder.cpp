// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/rekey_ike_responder.h"

#include <utility>

#include "ike/crypto/key_exchange.h"
#include "ike/engine/create_child_responder.h"
#include "ike/engine/followup_responder.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/proposal_selection.h"
#include "ike/engine/quick_crash.h"
#include "ike/engine/random_numbers.h"
#include "ike/engine/refresh_task.h"
#include "ike/engine/rekey_ike_task.h"
#include "ike/engine/successor.h"

namespace hawser::ike {

namespace {

/// A peer that rekeys as fast as it can makes SAs faster than old ones go.
constexpr size_t kMaxSas = 8;

bool must_wait(const IkeSa& sa, const EngineContext& context) {
    // RFC 9370 2.2.4: the peer has agreed to ours already.
    const auto* own = active_task<RekeyIkeTask>(sa);
    const bool in_followup = own != nullptr && own->in_followup();
    // 2.25.1: "currently creating, rekeying, or closing a Child SA of that IKE SA"
    return sa.state() != IkeSaState::kEstablished || sa.superseded || sa.has_child_exchange() ||
           in_followup || context.sas.of(sa.config.get()).size() >= kMaxSas;
}

void refuse(IkeSa& sa, EngineContext& context, const PeerRequest& request, NotifyType type) {
    refuse_create_child(sa, context, request, NotifyPayload::of(type));
}

/// Ours of the exchange, or nothing: refused.
std::optional<KeyExchangeAnswer> exchange_keys(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                                               GroupId group) {
    const auto* ke = request.message.get<KePayload>();
    if (ke == nullptr || ke->group != group) {
        refuse_create_child(sa, context, request, invalid_ke_payload(group));
        return std::nullopt;
    }
    auto made = KeyExchange::respond(group, ke->data, context.random);
    if (made.ok() && *made) return std::move(**made);
    refuse(sa, context, request, made.ok() ? NotifyType::kInvalidSyntax : NotifyType::kTemporaryFailure);
    return std::nullopt;
}

}  // namespace

void respond_rekey_ike(IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    if (must_wait(sa, context)) {
        refuse(sa, context, request, NotifyType::kTemporaryFailure);
        return;
    }
    const Message& message = request.message;
    const auto* ke = message.get<KePayload>();
    const GroupId sent_group = ke == nullptr ? GroupId::kNone : ke->group;
    auto chosen = select_ike(*message.get<SaPayload>(), sa.config->ike_proposals, sent_group);
    const auto algorithms = chosen ? IkeAlgorithms::from_proposal(*chosen) : std::nullopt;
    if (!algorithms || chosen->ike_spi() == IkeSpi(0)) {
        refuse(sa, context, request, NotifyType::kNoProposalChosen);
        return;
    }
    auto exchanged = exchange_keys(sa, context, request, algorithms->group);
    if (!exchanged) return;
    const Bytes& nonce_i = message.get<NoncePayload>()->nonce;
    const Bytes nonce_r = random_bytes(context.random, kNonceSize);
    const IkeSpi own_spi = context.sas.draw_spi(context.random);
    PendingIkeSa agreed{own_spi, chosen->ike_spi(), *algorithms, std::move(exchanged->shared_secret), nonce_i,
                        nonce_r};
    chosen->set_ike_spi(own_spi);
    std::vector<Payload> payloads{SaPayload{{std::move(*chosen)}}, NoncePayload{nonce_r},
                                  KePayload{algorithms->group, std::move(exchanged->value)}};
    const Bytes lowest = lower_nonce(nonce_i, nonce_r);
    IkeSa* made = nullptr;
    if (agreed_additional(algorithms->additional).empty()) {
        made = &make_answered_ike(sa, context, agreed, {}, payloads);
    } else {
        if (auto* own = active_task<RekeyIkeTask>(sa)) own->note_collision({own_spi, lowest});
        payloads.push_back(await_followup(sa, context, std::move(agreed), algorithms->additional));
    }
    send_response(sa, context, request, std::move(payloads));
    if (made != nullptr) pass_on(sa, context, *made, lowest);
}

IkeSa& make_answered_ike(IkeSa& sa, EngineContext& context, const PendingIkeSa& agreed,
                         const std::vector<SecretBytes>& additional, std::vector<Payload>& answer) {
    IkeSa& made =
        make_successor(sa, context,
                       {false, agreed.own_spi, agreed.peer_spi, agreed.algorithms,
                        agreed.shared_secret.view(), agreed.nonce_i, agreed.nonce_r, views_of(additional)});
    append_crash_token(made, context, answer);
    return made;
}

void pass_on(IkeSa& sa, EngineContext& context, IkeSa& made, const Bytes& lowest_nonce) {
    if (sa.state() == IkeSaState::kDestroying) return;
    if (auto* own = active_task<RekeyIkeTask>(sa)) {
        made.may_inherit_from = sa.own_spi();
        own->note_collision({made.own_spi(), lowest_nonce});
    } else {
        inherit(sa, made, context);
        refresh_after_rekey(made, context, false);
    }
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/child_offer.h"

#include <utility>

#include "ike/engine/child_negotiation.h"
#include "ike/engine/child_selectors.h"
#include "ike/engine/collision.h"
#include "ike/engine/exchange.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/proposal_selection.h"
#include "ike/engine/random_numbers.h"

namespace hawser::ike {

namespace {

/// Ours; each with a group, where the peer wants one: that of the IKE SA, which it has shown to like.
std::vector<AlgorithmProposal> proposals_for(const IkeSa& sa) {
    std::vector<AlgorithmProposal> proposals = sa.config->esp_proposals;
    if (!sa.peer_wants_child_group) return proposals;
    for (AlgorithmProposal& one : proposals) {
        if (one.group.empty()) one.group.push_back(sa.crypto->algorithms.group);
    }
    return proposals;
}

}  // namespace

bool ChildOffer::use_group(IkeSa& sa, EngineContext& context) {
    if (!group_chosen_) {
        proposals_ = proposals_for(sa);
        group_ = first_child_group(proposals_);
    }
    group_chosen_ = true;
    groups_tried_.insert(group_);
    if (group_ == GroupId::kNone) return true;
    auto made = KeyExchange::create(group_, context.random);
    if (!made) {
        sa.fail(FailureReason::kProtocolError, made.error().text(), context.now);
        return false;
    }
    key_exchange_ = std::move(made).value();
    return true;
}

std::vector<Payload> ChildOffer::build(IkeSa& sa, EngineContext& context) {
    if (followup_.due()) {
        auto payloads = followup_.build(context.random);
        if (payloads) return std::move(*payloads);
        sa.fail(FailureReason::kProtocolError, payloads.error().text(), context.now);
        return {};
    }
    if (!use_group(sa, context)) return {};
    if (!sa.pending_spi) sa.pending_spi = context.children.allocate_spi(context.random);
    nonce_ = random_bytes(context.random, kNonceSize);
    std::vector<Payload> payloads{offer_child(proposals_, *sa.pending_spi), NoncePayload{nonce_}};
    if (key_exchange_) payloads.push_back(KePayload{group_, to_bytes(key_exchange_->public_value())});
    SelectorPair selectors = child_selectors(sa);
    payloads.push_back(TsiPayload{std::move(selectors.local)});
    payloads.push_back(TsrPayload{std::move(selectors.remote)});
    return payloads;
}

bool ChildOffer::wants_other_group(const NotifyPayload& notify) {
    if (notify.type != NotifyType::kInvalidKePayload || notify.data.size() != 2) return false;
    const auto group = static_cast<GroupId>(notify.data[0] << 8 | notify.data[1]);
    if (!offers_group(proposals_, group) || groups_tried_.count(group) != 0) return false;
    group_ = group;
    return true;
}

/// Libreswan does by default (pfs=yes): it refuses a Child SA without a key exchange of its own and does not
/// say which group it would like.
bool ChildOffer::insists_on_group(IkeSa& sa, const NotifyPayload& notify) {
    const bool refused = notify.type == NotifyType::kNoProposalChosen && group_ == GroupId::kNone;
    if (!refused || sa.peer_wants_child_group) return false;
    sa.peer_wants_child_group = true;
    group_chosen_ = false;
    return true;
}

bool ChildOffer::take_shared_secret(const Message& response) {
    const auto* ke = response.get<KePayload>();
    if (!key_exchange_) return ke == nullptr;
    if (ke == nullptr || ke->group != group_) return false;
    auto shared = key_exchange_->shared_secret(ke->data);
    if (!shared) return false;
    shared_secret_ = std::move(*shared);
    return true;
}

ChildOffer::Reply ChildOffer::finish(IkeSa& sa) {
    sa.pending_spi.reset();
    sa.refused_since.reset();
    Reply reply;
    reply.agreed = std::exchange(agreed_, std::nullopt);
    return reply;
}

ChildOffer::Reply ChildOffer::take_followup(IkeSa& sa, EngineContext& context, const Message& response) {
    Reply reply;
    switch (followup_.take(response)) {
        case FollowupOffer::Reply::kNext:
            reply.followup = true;
            return reply;
        case FollowupOffer::Reply::kDone:
            return finish(sa);
        case FollowupOffer::Reply::kRefused:
            break;
    }
    release_pending_spi(sa, context);
    if (const auto* error = response.error_notify()) {
        reply.refusal = error->type;
        reply.words = explain_notify(sa, *error, "IKE_FOLLOWUP_KE");
        return reply;
    }
    reply.words = {FailureReason::kProtocolError, "peer's IKE_FOLLOWUP_KE response does not fit our request"};
    begin_delete(sa, context, {reply.words.reason, reply.words.text, {}});
    return reply;
}

ChildOffer::Reply ChildOffer::take(IkeSa& sa, EngineContext& context, const Message& response) {
    if (followup_.due()) return take_followup(sa, context, response);
    Reply reply;
    if (const auto* error = response.error_notify()) {
        reply.refusal = error->type;
        reply.words = explain_notify(sa, *error, "CREATE_CHILD_SA");
        reply.again = wants_other_group(*error) || insists_on_group(sa, *error);
        if (!reply.again) release_pending_spi(sa, context);
        return reply;
    }
    ChildVerdict verdict = judge_child_answer(sa, proposals_, response,
                                              {ChildExchange::kCreateChildSa, group_, *sa.pending_spi});
    if (verdict.agreed && !take_shared_secret(response)) {
        verdict.agreed.reset();
        verdict.words = {FailureReason::kProtocolError,
                         "peer answers CREATE_CHILD_SA with a KE payload that "
                         "does not fit ours"};
    }
    if (verdict.agreed && !followup_.begin(verdict.agreed->algorithms.additional, response)) {
        verdict.agreed.reset();
        verdict.words = {FailureReason::kProtocolError,
                         "peer agrees to additional key exchanges without ADDITIONAL_KEY_EXCHANGE"};
    }
    if (!verdict.agreed) {
        release_pending_spi(sa, context);
        begin_delete(sa, context, {verdict.words.reason, verdict.words.text, {}});
        reply.words = std::move(verdict.words);
        return reply;
    }
    peer_nonce_ = response.get<NoncePayload>()->nonce;
    agreed_ = std::move(verdict.agreed);
    if (!followup_.due()) return finish(sa);
    reply.followup = true;
    return reply;
}

ChildKeySource ChildOffer::key_source() const {
    ChildKeySource source{nonce_, peer_nonce_, shared_secret_.clone(), true};
    for (const SecretBytes& one : followup_.secrets())
        source.additional.push_back(one.clone());
    return source;
}

const Bytes& ChildOffer::lowest_nonce() const {
    return lower_nonce(nonce_, peer_nonce_);
}

void release_pending_spi(IkeSa& sa, EngineContext& context) {
    if (!sa.pending_spi) return;
    context.children.release_spi(*sa.pending_spi);
    sa.pending_spi.reset();
}

}  // namespace hawser::ike

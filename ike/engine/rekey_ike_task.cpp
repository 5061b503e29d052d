// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/rekey_ike_task.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ike/engine/exchange.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/followup_responder.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/lifetimes.h"
#include "ike/engine/proposal_selection.h"
#include "ike/engine/quick_crash.h"
#include "ike/engine/random_numbers.h"
#include "ike/engine/refresh_task.h"
#include "ike/engine/rekey_child_task.h"
#include "ike/engine/successor.h"

namespace hawser::ike {

namespace {

/// What of an answer makes it unusable; null if nothing does.
const char* fault_of(const IkeSa& sa, const Message& response, GroupId group) {
    const auto* answer = response.get<SaPayload>();
    const auto* ke = response.get<KePayload>();
    if (answer == nullptr || ke == nullptr || response.get<NoncePayload>() == nullptr)
        return "lacks SA, KE or Nr";
    if (!is_valid_ike_choice(*answer, sa.config->ike_proposals)) return "chooses what we did not offer";
    if (answer->proposals.front().ike_spi() == IkeSpi(0)) return "has no SPI for the new IKE SA";
    const auto algorithms = IkeAlgorithms::from_proposal(answer->proposals.front());
    if (!algorithms || algorithms->group != group || ke->group != group) return "chooses another group";
    return nullptr;
}

}  // namespace

bool RekeyIkeTask::is_void(const IkeSa& sa) const {
    return sa.superseded || sa.state() != IkeSaState::kEstablished;
}

std::vector<Payload> RekeyIkeTask::build(IkeSa& sa, EngineContext& context) {
    if (in_followup()) {
        auto payloads = followup_.build(context.random);
        if (payloads) return std::move(*payloads);
        sa.fail(FailureReason::kProtocolError, payloads.error().text(), context.now);
        return {};
    }
    const auto& proposals = sa.config->ike_proposals;
    if (group_ == GroupId::kNone) group_ = proposals.front().group.front();
    groups_tried_.insert(group_);
    auto made = KeyExchange::create(group_, context.random);
    if (!made) {
        sa.fail(FailureReason::kProtocolError, made.error().text(), context.now);
        return {};
    }
    key_exchange_ = std::move(made).value();
    offered_ = context.sas.offer_spi(context.random);
    nonce_ = random_bytes(context.random, kNonceSize);
    SaPayload offer = offer_ike(proposals);
    for (Proposal& one : offer.proposals)
        one.set_ike_spi(offered_.spi());
    return {std::move(offer), NoncePayload{nonce_},
            KePayload{group_, to_bytes(key_exchange_->public_value())}};
}

IkeSa* RekeyIkeTask::collided(const EngineContext& context) const {
    IkeSa* theirs = collision_ ? context.sas.find(collision_->theirs) : nullptr;
    return theirs != nullptr && theirs->state() == IkeSaState::kEstablished ? theirs : nullptr;
}

bool RekeyIkeTask::wants_other_group(const IkeSa& sa, const NotifyPayload& notify) {
    if (notify.type != NotifyType::kInvalidKePayload || notify.data.size() != 2) return false;
    const auto group = static_cast<GroupId>(notify.data[0] << 8 | notify.data[1]);
    if (!offers_group(sa.config->ike_proposals, group) || groups_tried_.count(group) != 0) return false;
    group_ = group;
    return true;
}

TaskOutcome RekeyIkeTask::accept_refusal(IkeSa& sa, EngineContext& context, const NotifyPayload& error) {
    if (IkeSa* theirs = collided(context)) {
        // The peer has finished its own, and closes the old SA (2.8.2).
        inherit_if_waiting(*theirs, context);
        return TaskOutcome::kDone;
    }
    if (sa.superseded) return TaskOutcome::kDone;
    if (wants_other_group(sa, error)) return TaskOutcome::kNext;
    if (error.type == NotifyType::kTemporaryFailure || error.type == NotifyType::kStateNotFound) {
        if (const auto again = after_temporary_failure(sa, context)) sa.lifetime.rekey_at = *again;
        return TaskOutcome::kDone;
    }
    const ErrorWords words = explain_notify(sa, error, "CREATE_CHILD_SA");
    context.outbox.log(LogLevel::kWarning, sa.config->name + ": rekeying the IKE SA failed: " + words.text);
    sa.lifetime.rekey_at = context.now + std::chrono::minutes(1) + retry_delay(context.random);
    if (sa.config->initiates()) sa.renew_at = context.now;
    return TaskOutcome::kDone;
}

TaskOutcome RekeyIkeTask::process(IkeSa& sa, EngineContext& context, const Message& response,
                                  ByteView /*octets*/) {
    if (sa.state() != IkeSaState::kEstablished) return TaskOutcome::kDone;  // it is being deleted
    if (in_followup()) return take_followup(sa, context, response);
    if (const auto* error = response.error_notify()) return accept_refusal(sa, context, *error);
    return complete(sa, context, response);
}

void RekeyIkeTask::break_off(IkeSa& sa, EngineContext& context, const char* fault) {
    begin_delete(sa, context,
                 {FailureReason::kProtocolError,
                  std::string("peer's answer to the rekeying of the IKE SA ") + fault,
                  {}});
}

bool RekeyIkeTask::has_lost(const IkeSa& sa, const EngineContext& context) const {
    if (!collision_) return false;
    const bool lower = loses(lower_nonce(nonce_, peer_nonce_), collision_->lowest_nonce);
    if (const IkeSa* theirs = collided(context)) return !theirs->may_inherit_from || lower;
    return awaits_followup(sa, std::nullopt) && lower;
}

TaskOutcome RekeyIkeTask::complete(IkeSa& sa, EngineContext& context, const Message& response) {
    const char* fault = fault_of(sa, response, group_);
    std::optional<SecretBytes> shared;
    if (fault == nullptr) {
        shared = key_exchange_->shared_secret(response.get<KePayload>()->data);
        if (!shared) fault = "has an invalid public value in KE";
    }
    // Another SA has drawn the number meanwhile: as good as impossible, and no reason to stop.
    if (fault == nullptr && context.sas.find(offered_.spi()) != nullptr) fault = "comes too late for its SPI";
    if (fault == nullptr) {
        const Proposal& chosen = response.get<SaPayload>()->proposals.front();
        peer_spi_ = chosen.ike_spi();
        algorithms_ = *IkeAlgorithms::from_proposal(chosen);
        if (!followup_.begin(algorithms_.additional, response)) fault = "lacks ADDITIONAL_KEY_EXCHANGE";
    }
    if (fault != nullptr) {
        break_off(sa, context, fault);
        return TaskOutcome::kDone;
    }
    peer_nonce_ = response.get<NoncePayload>()->nonce;
    shared_secret_ = std::move(*shared);
    if (!in_followup()) {
        finish(sa, context, response);
        return TaskOutcome::kDone;
    }
    if (!has_lost(sa, context)) {
        if (awaits_followup(sa, std::nullopt)) drop_followup(sa, context);
        return TaskOutcome::kNext;
    }
    // "because there is nothing to delete yet, the initiator of this exchange just stops" (RFC 9370 2.2.4)
    if (IkeSa* theirs = collided(context)) inherit_if_waiting(*theirs, context);
    // Should the peer not finish, it is our turn again.
    if (!sa.superseded) sa.lifetime.rekey_at = context.now + std::chrono::minutes(1);
    return TaskOutcome::kDone;
}

TaskOutcome RekeyIkeTask::take_followup(IkeSa& sa, EngineContext& context, const Message& response) {
    switch (followup_.take(response)) {
        case FollowupOffer::Reply::kNext:
            return TaskOutcome::kNext;
        case FollowupOffer::Reply::kDone:
            finish(sa, context, response);
            break;
        case FollowupOffer::Reply::kRefused:
            if (const auto* error = response.error_notify()) return accept_refusal(sa, context, *error);
            break_off(sa, context, "has no valid KE payload in IKE_FOLLOWUP_KE");
            break;
    }
    return TaskOutcome::kDone;
}

void RekeyIkeTask::finish(IkeSa& sa, EngineContext& context, const Message& response) {
    IkeSa& made = make_successor(sa, context,
                                 {true, offered_.spi(), peer_spi_, algorithms_, shared_secret_.view(), nonce_,
                                  peer_nonce_, views_of(followup_.secrets())});
    take_crash_token(made, response);
    succeed(sa, made, context);
}

void RekeyIkeTask::succeed(IkeSa& sa, IkeSa& made, EngineContext& context) {
    IkeSa* theirs = collided(context);
    const bool lost = has_lost(sa, context);
    if (lost) {
        if (theirs != nullptr) inherit_if_waiting(*theirs, context);
        begin_delete(made, context,
                     {FailureReason::kNone, "the peer's rekeying at the same time is kept", {}});
        return;
    }
    if (theirs != nullptr) theirs->may_inherit_from.reset();  // the peer deletes it
    if (awaits_followup(sa, std::nullopt)) drop_followup(sa, context);
    inherit(sa, made, context);
    refresh_after_rekey(made, context, true);
    begin_delete(sa, context, {FailureReason::kNone, "rekeyed", {}});
}

void RekeyIkeTask::give_up(IkeSa& sa, EngineContext& context) {
    sa.fail(FailureReason::kPeerDied, silence_text(sa, "CREATE_CHILD_SA", context.now), context.now);
}

void rekey_ike(IkeSa& sa, EngineContext& context) {
    sa.lifetime.rekey_at.reset();
    const auto is_rekeying = [](const std::unique_ptr<Task>& one) {
        return dynamic_cast<const RekeyIkeTask*>(one.get()) != nullptr;
    };
    const bool waits = active_task<RekeyIkeTask>(sa) != nullptr ||
                       std::any_of(sa.queue.begin(), sa.queue.end(), is_rekeying);
    if (waits || sa.superseded || sa.state() != IkeSaState::kEstablished) return;
    queue_task(sa, context, std::make_unique<RekeyIkeTask>());
}

}  // namespace hawser::ike

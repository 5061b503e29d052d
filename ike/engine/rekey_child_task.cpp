// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/rekey_child_task.h"

#include <chrono>
#include <utility>

#include "ike/engine/create_child_task.h"
#include "ike/engine/delete_child_task.h"
#include "ike/engine/exchange.h"
#include "ike/engine/followup_responder.h"
#include "ike/engine/lifetimes.h"

namespace hawser::ike {

bool RekeyChildTask::is_void(const IkeSa& sa) const {
    const ChildSa* child = sa.find_child(child_);
    return child == nullptr || child->state != ChildSaState::kRekeying;
}

std::vector<Payload> RekeyChildTask::build(IkeSa& sa, EngineContext& context) {
    std::vector<Payload> payloads = offer_.build(sa, context);
    const ChildSa* old = sa.find_child(child_);
    // Of a second try with another group the pair may have gone meanwhile: then it asks for one from scratch.
    if (old != nullptr && !in_followup()) {
        payloads.insert(payloads.begin(), NotifyPayload::of_esp(NotifyType::kRekeySa, old->spi_in));
    }
    return payloads;
}

TaskOutcome RekeyChildTask::process(IkeSa& sa, EngineContext& context, const Message& response,
                                    ByteView /*octets*/) {
    ChildOffer::Reply reply = offer_.take(sa, context, response);
    if (reply.again || reply.followup) {
        // RFC 9370 2.2.4: of two at once the one with the lowest nonce stops here.
        const bool goes_on = reply.again ? !collision_ : !has_lost(sa);
        if (goes_on && awaits_followup(sa, child_)) drop_followup(sa, context);
        if (goes_on) return TaskOutcome::kNext;
        release_pending_spi(sa, context);
        leave_to_peer(sa, context);
    } else if (reply.agreed) {
        complete(sa, context, std::move(*reply.agreed));
    } else if (sa.state() == IkeSaState::kEstablished) {
        accept_refusal(sa, context, std::move(reply));
    }
    return TaskOutcome::kDone;
}

bool RekeyChildTask::has_lost(const IkeSa& sa) const {
    if (!collision_) return false;
    const bool lower = loses(offer_.lowest_nonce(), collision_->lowest_nonce);
    // The peer that has closed the old pair already has decided for its own.
    if (const ChildSa* theirs = sa.find_child(collision_->theirs)) return theirs->sends || lower;
    return awaits_followup(sa, child_) && lower;
}

void RekeyChildTask::leave_to_peer(IkeSa& sa, const EngineContext& context) {
    ChildSa* old = sa.find_child(child_);
    if (old == nullptr) return;
    if (collision_ && collision_->theirs != ChildHandle()) {
        old->state = ChildSaState::kRekeyed;
        return;
    }
    // Should the peer not finish, it is our turn again.
    old->state = ChildSaState::kInstalled;
    old->lifetime.rekey_at = context.now + std::chrono::minutes(1);
}

void RekeyChildTask::complete(IkeSa& sa, EngineContext& context, AgreedChild agreed) {
    const ChildSa* theirs = collision_ ? sa.find_child(collision_->theirs) : nullptr;
    const bool lost = has_lost(sa);
    ChildSa& made = install_child(sa, context, std::move(agreed), offer_.key_source(),
                                  {child_, !lost && !sa.superseded, std::nullopt});
    // The old pair, which was the last one, may have been closed meanwhile.
    if (!sa.superseded) sa.expires_at.reset();
    if (lost) {
        // It is there to read with, because the peer may send by it, until it is closed (2.8.1).
        made.redundant = true;
        close_child(sa, context, made);
        leave_to_peer(sa, context);
        return;
    }
    if (awaits_followup(sa, child_)) drop_followup(sa, context);
    ChildSa* old = sa.find_child(child_);
    if (theirs != nullptr) {
        ChildSa& redundant = *sa.find_child(collision_->theirs);
        redundant.redundant = true;
        if (redundant.state != ChildSaState::kDeleting) redundant.state = ChildSaState::kRekeyed;
        redundant.use_at.reset();
        redundant.lifetime.rekey_at.reset();
    }
    if (old != nullptr) close_child(sa, context, *old);
}

void RekeyChildTask::accept_refusal(IkeSa& sa, EngineContext& context, ChildOffer::Reply reply) {
    ChildSa* old = sa.find_child(child_);
    if (collision_ || old == nullptr) {
        // The peer has not seen ours, or not in time: its own goes on (2.8.1).
        leave_to_peer(sa, context);
        return;
    }
    if (reply.refusal == NotifyType::kChildSaNotFound) {
        // 2.25: "SHOULD silently delete the Child SA [...] and send a request to create a new Child SA"
        retire_child(sa, context, child_);
        if (sa.children.empty()) {
            sa.expires_at = context.now + context.options.childless_lifetime;
            sa.queue.push_front(std::make_unique<CreateChildTask>());
        }
        return;
    }
    old->state = ChildSaState::kInstalled;
    if (reply.refusal == NotifyType::kTemporaryFailure || reply.refusal == NotifyType::kStateNotFound) {
        if (const auto again = after_temporary_failure(sa, context)) old->lifetime.rekey_at = *again;
        return;
    }
    // Tried again, and meanwhile a whole new IKE SA is begun where we may.
    context.outbox.log(LogLevel::kWarning,
                       sa.config->name + ": rekeying the Child SA failed: " + reply.words.text);
    old->lifetime.rekey_at = context.now + std::chrono::minutes(1) + retry_delay(context.random);
    if (sa.config->initiates()) sa.renew_at = context.now;
}

void RekeyChildTask::give_up(IkeSa& sa, EngineContext& context) {
    sa.fail(FailureReason::kPeerDied, silence_text(sa, "CREATE_CHILD_SA", context.now), context.now);
}

void rekey_child(IkeSa& sa, EngineContext& context, ChildSa& child) {
    child.lifetime.rekey_at.reset();
    if (child.redundant || child.state > ChildSaState::kInstalled) return;
    child.state = ChildSaState::kRekeying;
    queue_task(sa, context, std::make_unique<RekeyChildTask>(child.handle));
}

std::optional<TimePoint> after_temporary_failure(IkeSa& sa, EngineContext& context) {
    constexpr Duration kOutOfStep = std::chrono::minutes(3);
    if (!sa.refused_since) sa.refused_since = context.now;
    if (context.now - *sa.refused_since < kOutOfStep) return context.now + retry_delay(context.random);
    begin_delete(sa, context,
                 {FailureReason::kProtocolError,
                  "the peer refuses to rekey for minutes (TEMPORARY_FAILURE): the two sides are out of step",
                  {}});
    return std::nullopt;
}

}  // namespace hawser::ike

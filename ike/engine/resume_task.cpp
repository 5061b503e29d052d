// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/resume_task.h"

#include "ike/engine/auth_task.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/fragmentation.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/lifecycle.h"
#include "ike/engine/nat_detection.h"
#include "ike/engine/nat_verdict.h"
#include "ike/engine/random_numbers.h"
#include "ike/engine/redirect_client.h"
#include "ike/engine/resume_client.h"
#include "ike/engine/resume_keys.h"
#include "ike/wire/notify_data.h"

namespace hawser::ike {

namespace {

/// The gateway cannot or will not: a full IKE_SA_INIT at once.
TaskOutcome begin_anew(IkeSa& sa, EngineContext& context) {
    forget_session(sa, context);
    Connection* connection = context.connections.find(sa.config.get());
    if (connection == nullptr) return TaskOutcome::kIgnored;
    begin_attempt(context, *connection);
    sa.superseded = true;
    sa.set_state(IkeSaState::kDestroying, "the gateway does not take the ticket");
    return TaskOutcome::kDone;
}

}  // namespace

std::vector<Payload> ResumeTask::build(IkeSa& sa, EngineContext& context) {
    if (fixed_.empty()) {
        sa.init.nonce_i = random_bytes(context.random, kNonceSize);
        fixed_.push_back(NoncePayload{sa.init.nonce_i});
        fixed_.push_back(ticket_opaque(ticket_));
        const MessagePath path{sa.initiator_spi(), IkeSpi(0), sa.local, sa.remote};
        const bool pretend = sa.config->encapsulation == Encapsulation::kForced;
        for (Payload& one : nat_detection_notifies(path, pretend, context.random)) {
            fixed_.push_back(std::move(one));
        }
        append_own_abilities(sa, context, fixed_);
    }
    std::vector<Payload> payloads;
    if (cookie_) payloads.push_back(NotifyPayload::of(NotifyType::kCookie, *cookie_));
    payloads.insert(payloads.end(), fixed_.begin(), fixed_.end());
    return payloads;
}

TaskOutcome ResumeTask::process(IkeSa& sa, EngineContext& context, const Message& response, ByteView octets) {
    constexpr unsigned kMaxCookies = 8;
    if (const auto* cookie = response.notify(NotifyType::kCookie)) {
        const bool legal = !cookie->data.empty() && cookie->data.size() <= 64;
        if (!legal || ++cookies_taken_ > kMaxCookies) return TaskOutcome::kIgnored;
        cookie_ = cookie->data;
        return TaskOutcome::kAgain;
    }
    if (const auto* notify = response.notify(NotifyType::kRedirect)) {
        return redirected_in_init(sa, context, *notify);
    }
    const bool refused =
        response.notify(NotifyType::kTicketNack) != nullptr || response.error_notify() != nullptr;
    return refused ? begin_anew(sa, context) : complete(sa, context, response, octets);
}

TaskOutcome ResumeTask::complete(IkeSa& sa, EngineContext& context, const Message& response,
                                 ByteView octets) {
    const auto* nonce = response.get<NoncePayload>();
    if (nonce == nullptr || response.header.responder_spi == IkeSpi(0)) {
        ++context.counters.dropped_forged_error;
        return TaskOutcome::kIgnored;
    }
    // A ticket is presented once (4.3.1): what comes of it, comes with this answer.
    forget_session(sa, context);
    sa.peer_spi = response.header.responder_spi;
    sa.init.response = to_bytes(octets);
    sa.init.nonce_r = nonce->nonce;
    sa.peer = abilities_of(response);
    sa.suspicion.reset();
    agree_on_fragmentation(sa);
    set_up_resumed_keys(sa);
    take_nat_verdict(sa, context, response);
    sa.queue.push_back(std::make_unique<AuthTask>());
    return TaskOutcome::kDone;
}

void ResumeTask::give_up(IkeSa& sa, EngineContext& context) {
    if (Connection* connection = context.connections.find(sa.config.get())) {
        if (connection->session) connection->session->unanswered = true;
    }
    fail_unanswered(sa, "IKE_SESSION_RESUME", context.now);
}

}  // namespace hawser::ike

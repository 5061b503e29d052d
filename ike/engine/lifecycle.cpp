// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/lifecycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "ike/engine/children.h"
#include "ike/engine/exchange.h"
#include "ike/engine/followup_responder.h"
#include "ike/engine/fragmentation.h"
#include "ike/engine/init_task.h"
#include "ike/engine/lifetime_keeper.h"
#include "ike/engine/liveness_task.h"
#include "ike/engine/nat_keepalive.h"
#include "ike/engine/redirect_client.h"
#include "ike/engine/resume_client.h"
#include "ike/engine/resume_task.h"
#include "ike/engine/status_report.h"

namespace hawser::ike {

namespace {

/// An SA that held this long was no failed attempt: the next back-off starts from the beginning.
constexpr Duration kStable = std::chrono::seconds(30);

void expire(IkeSa& sa, EngineContext& context) {
    sa.expires_at.reset();
    if (sa.is_half_open()) {
        ++context.counters.half_open_expired;
        sa.set_state(IkeSaState::kDestroying, "the initiator did not come with IKE_AUTH");
        return;
    }
    const bool carries = !sa.superseded && !sa.children.empty();
    begin_delete(sa, context,
                 {FailureReason::kNone,
                  carries ? "the peer was sent to another gateway and has not deleted it"
                          : "another IKE SA has taken over, or it has no Child SA",
                  {}});
}

/// Begins the SA that takes over from this one. Should that fail, the old one stays, and it is tried again.
void renew(IkeSa& sa, EngineContext& context) {
    constexpr Duration kPause = std::chrono::minutes(1);
    sa.renew_at = context.now + kPause;
    Connection* connection = context.connections.find(sa.config.get());
    if (connection == nullptr || !connection->begins()) return;
    const auto sas = context.sas.of(sa.config.get());
    const bool under_way = std::any_of(sas.begin(), sas.end(), [](const IkeSa* one) {
        return one->initiator() && one->state() == IkeSaState::kConnecting;
    });
    if (!under_way) begin_attempt(context, *connection);
}

void do_due_work_of(IkeSa& sa, EngineContext& context) {
    handle_request_timeout(sa, context);
    if (sa.state() == IkeSaState::kDestroying) return;
    if (sa.expires_at && *sa.expires_at <= context.now) expire(sa, context);
    remove_retired(sa, context);
    forget_partial_request(sa, context.now);
    send_due_keepalive(sa, context);
    if (sa.followup && sa.followup->forget_at <= context.now) drop_followup(sa, context);
    keep_lifetimes(sa, context);
    if (sa.is_current() && sa.renew_at && *sa.renew_at <= context.now) renew(sa, context);
    const auto liveness = sa.liveness_due();
    if (liveness && *liveness <= context.now) check_liveness(sa, context);
}

/// Somebody has deleted the SA: it is not resumed (RFC 5723 6.2).
bool is_deliberate(FailureReason reason) {
    return reason == FailureReason::kPeerDeleted || reason == FailureReason::kOperator;
}

/// The connection plans what to do without the SA.
void lose(EngineContext& context, Connection& connection, const IkeSa& sa, bool closing) {
    if (sa.superseded) return;
    leave_failed_gateway(connection, sa);
    if (sa.failure && is_deliberate(sa.failure->reason)) connection.session.reset();
    if (context.sas.current_of(connection.config.get()) != nullptr) {
        if (!sa.failure) return;
        context.outbox.log(LogLevel::kWarning, fmt::format("{}: another IKE SA of it ended: {}",
                                                           connection.config->name, sa.failure->text));
        return;
    }
    if (sa.established_at && context.now - *sa.established_at >= kStable)
        connection.reconnect.forget_failures();
    const bool start = connection.begins() && !closing;
    if (start && !connection.reconnect.due()) {
        const bool at_once = connection.config->initiate == Initiate::kAlways && sa.failure &&
                             sa.failure->reason == FailureReason::kPeerDeleted && sa.established_at &&
                             context.now - *sa.established_at >= kStable;
        if (at_once || (sa.failure && sa.failure->reason == FailureReason::kPeerCrashed)) {
            connection.reconnect.start_now(context.now);
        } else {
            connection.reconnect.after_failure(connection.config->reconnect, context.random, context.now);
        }
    }
    if (sa.failure) {
        connection.last_failure = *sa.failure;
        connection.last_failure->attempts = std::max(1u, connection.reconnect.failures());
    }
}

void bury(EngineContext& context, IkeSa& sa, bool closing) {
    remove_children(sa, context);
    if (sa.pending_spi) context.children.release_spi(*sa.pending_spi);
    drop_followup(sa, context);
    const auto config = sa.config;
    if (Connection* connection = context.connections.find(config.get()); connection && !sa.is_half_open()) {
        // Half-open SAs were nobody's yet; their connection was a guess by address.
        if (sa.initiator() || sa.established_at) lose(context, *connection, sa, closing);
    }
    context.sas.erase(sa.own_spi());
}

/// Tells a connection's state if it is not the one told last, or of another SA that is established.
void tell_state(EngineContext& context, Connection& connection) {
    const ShownState shown = shown_state(context, connection);
    const IkeSaState from = std::exchange(connection.shown_state, shown.state);
    const uint64_t shown_before = std::exchange(connection.shown_sa, shown.unique_id);
    const bool rekeyed = shown.state == IkeSaState::kEstablished && shown_before != shown.unique_id;
    if (from == shown.state && !rekeyed) return;
    const ConnectionConfig& config = *connection.config;
    context.outbox.log(LogLevel::kInfo, fmt::format("{}: {} -> {}: {}", config.name, to_string(from),
                                                    to_string(shown.state), shown.reason));
    context.outbox.push(StateChanged{config.id, from, shown.state, shown.reason});
}

}  // namespace

void begin_attempt(EngineContext& context, Connection& connection) {
    connection.reconnect.begun();
    const ConnectionConfig& config = *connection.config;
    const hawser::Endpoint local{config.local_address, context.options.ike_port};
    const IpAddress gateway = connection.redirect.gateway().value_or(*config.remote_address);
    const hawser::Endpoint remote{gateway, config.remote_port};
    IkeSa& sa = context.sas.add({++context.sas_begun, true, context.sas.draw_spi(context.random),
                                 connection.config, local, remote, context.now});
    context.touched.push_back(sa.own_spi());
    const StoredSession* session = session_to_resume(connection, gateway, context.now);
    if (session == nullptr) {
        queue_task(sa, context, std::make_unique<InitTask>());
        return;
    }
    sa.resumed = std::make_unique<SessionState>(session->state.clone());
    queue_task(sa, context, std::make_unique<ResumeTask>(session->ticket));
}

void do_due_work(EngineContext& context) {
    for (IkeSpi spi : context.sa_deadlines.due(context.now)) {
        IkeSa* sa = context.sas.find(spi);
        if (sa == nullptr || sa->state() == IkeSaState::kDestroying) continue;
        context.touched.push_back(spi);
        do_due_work_of(*sa, context);
    }
    for (ConnectionId id : context.attempt_deadlines.due(context.now)) {
        Connection& connection = *context.connections.find(id);
        context.touched_connections.push_back(id);
        if (context.sas.current_of(connection.config.get()) != nullptr) {
            connection.reconnect.stop();
        } else {
            begin_attempt(context, connection);
        }
    }
}

std::optional<TimePoint> next_due(const EngineContext& context) {
    const auto sa = context.sa_deadlines.earliest();
    const auto attempt = context.attempt_deadlines.earliest();
    if (!sa || !attempt) return sa ? sa : attempt;
    return std::min(*sa, *attempt);
}

void end_all(EngineContext& context, const ConnectionConfig* config, const std::string& reason) {
    for (IkeSa* sa : context.sas.of(config)) {
        context.touched.push_back(sa->own_spi());
        if (sa->state() == IkeSaState::kEstablished) {
            begin_delete(*sa, context, {FailureReason::kOperator, reason, {}});
        } else if (sa->state() == IkeSaState::kConnecting) {
            sa->fail(FailureReason::kOperator, reason, context.now);
        }
    }
}

void settle(EngineContext& context, bool closing) {
    // An SA that ends may hand its traffic over to another one, which is touched by that.
    for (size_t i = 0; i < context.touched.size(); ++i) {
        const IkeSpi spi = context.touched[i];
        IkeSa* sa = context.sas.find(spi);
        if (sa == nullptr) continue;
        context.touched_connections.push_back(sa->config->id);
        if (sa->state() == IkeSaState::kDestroying) {
            bury(context, *sa, closing);
            context.sa_deadlines.set(spi, std::nullopt);
            context.key_reports.forget(spi);
        } else {
            if (context.options.report_keys) context.key_reports.report(*sa, context.outbox);
            if (sa->state() == IkeSaState::kEstablished) sa->forget_beginning();
            context.sa_deadlines.set(spi, sa->next_timeout());
        }
    }
    context.touched.clear();
    for (ConnectionId id : std::exchange(context.touched_connections, {})) {
        Connection* connection = context.connections.find(id);
        context.attempt_deadlines.set(id, connection == nullptr ? std::nullopt : connection->reconnect.due());
        if (connection != nullptr) tell_state(context, *connection);
    }
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/resume_gateway.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "ike/engine/fragmentation.h"
#include "ike/engine/init_responder.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/nat_detection.h"
#include "ike/engine/random_numbers.h"
#include "ike/engine/resume_keys.h"
#include "ike/wire/notify_data.h"

namespace hawser::ike {

namespace {

/// With certificates there is no key to remember; a revoked one is noticed when the tickets have expired.
Bytes credential_mark(EngineContext& context, const ConnectionConfig& config) {
    const auto& psk = config.auth.remote.psk;
    return context.tickets.credential_mark(psk ? psk->view() : ByteView());
}

/// Bounded by the next reauthentication (section 5).
Duration ticket_lifetime(const IkeSa& sa, const EngineContext& context) {
    Duration lifetime = context.options.ticket_lifetime;
    if (sa.config->reauth_time > Duration::zero()) {
        const Duration age = sa.established_at ? context.now - *sa.established_at : Duration::zero();
        lifetime = std::min(lifetime, sa.config->reauth_time - age);
    }
    return lifetime;
}

std::optional<NotifyPayload> make_ticket(const IkeSa& sa, EngineContext& context) {
    const auto calendar = context.calendar.at(context.now);
    const auto lifetime = std::chrono::duration_cast<std::chrono::seconds>(ticket_lifetime(sa, context));
    if (!sa.config->resumption || !calendar || lifetime.count() <= 0) return std::nullopt;
    SessionState state;
    state.initiator = sa.peer_identity ? *sa.peer_identity : sa.config->remote_identity;
    state.responder = sa.config->local_identity;
    state.algorithms = sa.crypto->algorithms;
    state.sk_d = sa.crypto->keys.d.clone();
    state.ppk = sa.ppk;
    state.credentials = credential_mark(context, *sa.config);
    const auto ticket = context.tickets.issue(state, lifetime, *calendar);
    if (!ticket) return std::nullopt;
    return ticket_with_lifetime(static_cast<uint32_t>(lifetime.count()), *ticket);
}

/// The session's keys are as the connection wants them now.
bool has_wanted_keys(EngineContext& context, const ConnectionConfig& config, const SessionState& state) {
    return credential_mark(context, config) == state.credentials &&
           (state.ppk || !config.auth.ppk.required());
}

/// The connection whose session it is, if that may go on.
Connection* owner_of(EngineContext& context, const SessionState& state, const PeerRequest& request) {
    const auto candidates = context.connections.candidates(
        {request.local.address, request.remote.address, std::nullopt, state.initiator, state.responder});
    const auto fits = std::find_if(candidates.begin(), candidates.end(), [&](const Connection* one) {
        return one->config->resumption && one->config->local_identity == state.responder &&
               has_wanted_keys(context, *one->config, state) && state.serial >= one->tickets_from;
    });
    return fits == candidates.end() ? nullptr : *fits;
}

std::optional<SessionState> open_ticket(EngineContext& context, const PeerRequest& request) {
    const auto* notify = request.message.notify(NotifyType::kTicketOpaque);
    const auto calendar = context.calendar.at(context.now);
    const auto ticket = notify == nullptr ? std::nullopt : std::optional(parse_ticket_opaque(*notify));
    if (!ticket || !*ticket || !calendar) return std::nullopt;
    return context.tickets.open(**ticket, *calendar);
}

void answer(EngineContext& context, IkeSa& sa, const PeerRequest& request) {
    const MessagePath path{sa.initiator_spi(), sa.responder_spi(), request.local, request.remote};
    const bool pretend = sa.config->encapsulation == Encapsulation::kForced;
    std::vector<Payload> payloads{NoncePayload{sa.init.nonce_r}};
    for (Payload& one : nat_detection_notifies(path, pretend, context.random))
        payloads.push_back(std::move(one));
    append_confirmed_abilities(*sa.config, sa.peer, payloads);
    send_response(sa, context, request, std::move(payloads));
}

void open_half(EngineContext& context, const Connection& connection, SessionState state,
               const PeerRequest& request) {
    const Message& message = request.message;
    IkeSa& sa = context.sas.add({++context.sas_begun, false, context.sas.draw_spi(context.random),
                                 connection.config, request.local, request.remote, context.now});
    sa.peer_spi = message.header.initiator_spi;
    sa.expires_at = context.now + context.options.half_open_lifetime;
    sa.init.request = to_bytes(request.octets);
    sa.init.nonce_i = message.get<NoncePayload>()->nonce;
    sa.init.nonce_r = random_bytes(context.random, kNonceSize);
    sa.peer = abilities_of(message);
    const NatVerdict nat =
        detect_nat(message, {sa.initiator_spi(), IkeSpi(0), request.remote, request.local});
    sa.nat_remote = nat.source;
    sa.nat_local = nat.destination;
    sa.resumed = std::make_unique<SessionState>(std::move(state));
    agree_on_fragmentation(sa);
    set_up_resumed_keys(sa);
    context.sas.index_initiator_spi(sa.peer_spi, sa);
    context.sas.note_half_open_bytes(sa, sa.init.request.size());
    context.touched.push_back(sa.own_spi());
    answer(context, sa, request);
}

}  // namespace

void append_ticket(IkeSa& sa, EngineContext& context, const Message& request,
                   std::vector<Payload>& payloads) {
    if (request.notify(NotifyType::kTicketRequest) == nullptr) return;
    auto ticket = make_ticket(sa, context);
    if (ticket) ++context.counters.tickets_issued;
    payloads.push_back(ticket ? *std::move(ticket) : NotifyPayload::of(NotifyType::kTicketNack));
}

void respond_resume(EngineContext& context, const Connection& guess, const PeerRequest& request) {
    auto state = open_ticket(context, request);
    const Connection* owner = state ? owner_of(context, *state, request) : nullptr;
    if (owner == nullptr) {
        ++context.counters.tickets_refused;
        context.outbox.push(stateless_answer(&guess, request, NotifyPayload::of(NotifyType::kTicketNack)));
        return;
    }
    open_half(context, *owner, *std::move(state), request);
}

std::optional<ErrorWords> fault_of_session(const IkeSa& sa, EngineContext& context,
                                           const Identity& initiator) {
    const Connection* connection = context.connections.find(sa.config.get());
    const SessionState& state = *sa.resumed;
    const bool fits = connection != nullptr && initiator == state.initiator && sa.config->resumption &&
                      sa.config->local_identity == state.responder &&
                      has_wanted_keys(context, *sa.config, state);
    if (!fits) {
        return ErrorWords{
            FailureReason::kWrongPeerIdentity,
            fmt::format("peer '{}' resumes a session that is not its own", clipped(initiator.to_string()))};
    }
    if (state.serial >= connection->tickets_from) return std::nullopt;
    return ErrorWords{FailureReason::kProtocolError, "peer presents a ticket that has been used"};
}

void use_up_tickets(const IkeSa& sa, EngineContext& context) {
    Connection* connection = context.connections.find(sa.config.get());
    const auto calendar = context.calendar.at(context.now);
    if (connection == nullptr || !calendar || sa.initiator()) return;
    connection->tickets_from = context.tickets.next_serial(*calendar);
}

}  // namespace hawser::ike

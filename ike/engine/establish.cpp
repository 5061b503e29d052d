// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/establish.h"

#include <fmt/format.h>

#include <utility>

#include "ike/engine/duplicates.h"
#include "ike/engine/random_numbers.h"
#include "ike/engine/window_size.h"

namespace hawser::ike {

namespace {

/// The side that began the SA reauthenticates. Should that side not (another implementation that never does),
/// the other one does it later.
std::optional<TimePoint> renewal_time(const IkeSa& sa, EngineContext& context) {
    const Duration interval = sa.config->reauth_time;
    if (interval == Duration::zero() || !sa.config->initiates()) return std::nullopt;
    const double tenth = 0.1 * random_fraction(context.random);
    const double share = sa.initiator() ? 1.0 - tenth : 1.1 + tenth;
    return context.now + Duration(static_cast<Duration::rep>(static_cast<double>(interval.count()) * share));
}

}  // namespace

void establish(IkeSa& sa, EngineContext& context) {
    sa.add_evidence(Evidence::kPeerAuth);
    sa.add_evidence(Evidence::kPeerIdentity);
    context.sas.no_longer_half_open(sa);
    sa.peer.certificate_requests = {};
    sa.resumed.reset();
    sa.expires_at.reset();
    sa.established_at = context.now;
    sa.lineage = {sa.initiator(), sa.unique_id(), context.sas_begun, sa.initiator_spi()};
    sa.renew_at = renewal_time(sa, context);
    sa.lifetime = schedule(sa.config->ike_lifetime, sa.initiator(), context.random, context.now);
    sa.last_heard = context.now;
    open_window(sa);
    sa.set_state(
        IkeSaState::kEstablished,
        fmt::format("{} authenticated at {} by {}{}, begun by {}", sa.config->remote_identity.to_string(),
                    sa.remote.to_string(), to_string(sa.peer_method), sa.ppk ? " with a PPK" : "",
                    sa.initiator() ? "us" : "the peer"));
    ++context.counters.ike_sas_established;
}

void take_over(IkeSa& sa, EngineContext& context, AgreedChild agreed, const ChildKeySource& source,
               std::optional<TimePoint> use_at) {
    IkeSa* rival = established_rival(sa, context);
    ChildPlacement placement;
    if (const ChildSa* sender = sending_child(context, sa.config.get())) {
        placement = {sender->handle, !use_at, use_at};
    }
    install_child(sa, context, std::move(agreed), source, placement);
    sa.expires_at.reset();
    if (rival != nullptr) {
        supersede(*rival, context);
        context.touched.push_back(rival->own_spi());
    }
    abandon_early_attempts(sa, context);
    Connection* connection = context.connections.find(sa.config.get());
    if (connection == nullptr) return;
    connection->reconnect.begun();
    connection->held = false;
    connection->sent_away = false;
    connection->last_failure.reset();
}

void note_refusal(EngineContext& context, Connection& connection, FailureReason reason, std::string text) {
    context.outbox.log_stranger(context.now, connection.config->name + ": refused a peer: " + text);
    const IkeSa* current = context.sas.current_of(connection.config.get());
    if (current != nullptr && current->state() == IkeSaState::kEstablished) return;
    const unsigned before = connection.last_failure ? connection.last_failure->attempts : 0;
    connection.last_failure = Failure{reason, std::move(text), context.now, before + 1};
}

}  // namespace hawser::ike

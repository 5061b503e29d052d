// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/resume_client.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ike/wire/notify_data.h"

namespace hawser::ike {

bool wants_ticket(const IkeSa& sa) {
    const bool began = sa.established_at ? sa.lineage.initiator : sa.initiator();
    return sa.config->resumption && began;
}

void append_ticket_request(const IkeSa& sa, std::vector<Payload>& payloads) {
    if (wants_ticket(sa)) payloads.push_back(NotifyPayload::of(NotifyType::kTicketRequest));
}

void take_ticket(IkeSa& sa, EngineContext& context, const Message& response) {
    // More does not go into an IKE_SESSION_RESUME, which cannot be fragmented.
    constexpr size_t kMaxTicket = 1024;
    const auto* notify = response.notify(NotifyType::kTicketLtOpaque);
    Connection* connection = context.connections.find(sa.config.get());
    if (notify == nullptr || connection == nullptr || !wants_ticket(sa)) return;
    const auto granted = parse_ticket_with_lifetime(*notify);
    if (!granted || granted->ticket.size() > kMaxTicket || granted->lifetime_seconds == 0) return;
    // A gateway that grants a year is taken to mean a day.
    const Duration lifetime =
        std::min<Duration>(std::chrono::seconds(granted->lifetime_seconds), std::chrono::hours(24));
    auto session = std::make_unique<StoredSession>();
    session->ticket = granted->ticket;
    session->state.algorithms = sa.crypto->algorithms;
    session->state.sk_d = sa.crypto->keys.d.clone();
    session->state.ppk = sa.ppk;
    session->gateway = sa.remote.address;
    session->expires_at = context.now + lifetime;
    session->config = sa.config;
    connection->session = std::move(session);
}

void forget_session(const IkeSa& sa, EngineContext& context) {
    if (Connection* connection = context.connections.find(sa.config.get())) connection->session.reset();
}

StoredSession* session_to_resume(Connection& connection, const IpAddress& gateway, TimePoint now) {
    StoredSession* session = connection.session.get();
    if (session == nullptr) return nullptr;
    if (session->expires_at <= now || session->config.lock() != connection.config) {
        connection.session.reset();
        return nullptr;
    }
    // The next attempt after a full one that was not answered either may resume again.
    if (session->gateway != gateway || std::exchange(session->unanswered, false)) return nullptr;
    return session;
}

}  // namespace hawser::ike

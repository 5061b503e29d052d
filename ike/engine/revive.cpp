// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/revive.h"

#include <algorithm>
#include <chrono>

#include "ike/engine/exchange.h"
#include "ike/engine/lifecycle.h"

namespace hawser::ike {
namespace {

/// What was sent so lately may still be answered.
constexpr Duration kFresh = std::chrono::milliseconds(500);

/// An SA so young has been made for this very path: if that carries nothing, it wants no other SA (ESP may be
/// swallowed while IKE passes), and the peer none every other second.
constexpr Duration kTrial = std::chrono::seconds(15);

/// The peer has given an answer that will be the same if we come again at once: that waits by the policy.
bool was_refused(const Connection& connection) {
    if (!connection.reconnect.due() || !connection.last_failure) return false;
    const FailureReason reason = connection.last_failure->reason;
    return reason != FailureReason::kNone && reason != FailureReason::kPeerSilent &&
           reason != FailureReason::kPeerDied && reason != FailureReason::kPeerCrashed;
}

}  // namespace

void revive(EngineContext& context, Connection& connection) {
    if (!connection.begins() || was_refused(connection)) return;
    const IkeSa* current = context.sas.current_of(connection.config.get());
    if (current != nullptr && current->established_at && context.now - *current->established_at < kTrial)
        return;
    const auto sas = context.sas.of(connection.config.get());
    const auto attempt = std::find_if(sas.begin(), sas.end(), [](const IkeSa* sa) {
        return sa->initiator() && sa->state() == IkeSaState::kConnecting;
    });
    if (attempt == sas.end()) return begin_attempt(context, connection);
    IkeSa& sa = **attempt;
    if (sa.flights.empty() || context.now - sa.last_sent < kFresh) return;
    context.touched.push_back(sa.own_spi());
    ++context.counters.retransmissions;
    ++connection.retransmissions;
    send_message(sa, context, sa.local, sa.remote, sa.requests.message(sa.flights.front().id));
}

}  // namespace hawser::ike

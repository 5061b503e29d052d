// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>

#include "ike/engine/engine_context.h"

namespace hawser::ike {

/// Starts an IKE SA for the connection, whose remote address must be known.
void begin_attempt(EngineContext& context, Connection& connection);

/// What is due at context.now: retransmissions, expiries, liveness checks of all SAs; then attempts of
/// connections. Ends with settle().
void do_due_work(EngineContext& context);
/// The earliest time at which do_due_work() has something to do.
[[nodiscard]] std::optional<TimePoint> next_due(const EngineContext& context);

/// Ends all SAs of a configuration: established ones with a DELETE, others without a word.
void end_all(EngineContext& context, const ConnectionConfig* config, const std::string& reason);
/// Draws the consequences of what has happened to the touched SAs: those that have ended are erased, their
/// connections plan another attempt, and changed states are told. `closing`: nothing is planned.
void settle(EngineContext& context, bool closing);

}  // namespace hawser::ike

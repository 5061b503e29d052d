// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "ike/engine/calendar.h"
#include "ike/engine/child_sa.h"
#include "ike/engine/connection_table.h"
#include "ike/engine/cookie.h"
#include "ike/engine/deadlines.h"
#include "ike/engine/endpoint_options.h"
#include "ike/engine/farewell.h"
#include "ike/engine/key_reports.h"
#include "ike/engine/outbox.h"
#include "ike/engine/rate_limiter.h"
#include "ike/engine/resume_tickets.h"
#include "ike/engine/sa_table.h"

namespace hawser::ike {

/// What an Endpoint has, in one place for the exchanges to work with. Each part keeps its own order; there is
/// no behaviour here.
struct EngineContext {
    EngineContext(RandomSource& random_source, const EndpointOptions& endpoint_options)
        : random(random_source),
          options(endpoint_options),
          outbox(options, counters),
          cookies(random_source, options.cookie_secret_lifetime),
          tickets(random_source, options.ticket_secret),
          crash_answers(options.crash_tokens_per_second, std::chrono::seconds(1)) {
        for (const AddressPoolConfig& pool : options.pools)
            pools.emplace(pool.name, AddressPool(pool));
    }
    EngineContext(const EngineContext&) = delete;
    EngineContext& operator=(const EngineContext&) = delete;

    RandomSource& random;
    const EndpointOptions options;
    EndpointCounters counters;
    Outbox outbox;
    CookieJar cookies;
    /// Asked for also below the threshold, since that was last reached.
    std::optional<TimePoint> cookies_until;
    TicketMaker tickets;
    std::map<std::string, AddressPool> pools;
    RateLimiter crash_answers;
    /// Before, no crash token is shown: see Endpoint::hold_crash_tokens().
    TimePoint crash_tokens_from{};
    ConnectionTable connections;
    SaTable sas;
    ChildRegistry children;
    FarewellTable farewells;
    KeyReports key_reports;
    /// Of the call that is being worked on.
    TimePoint now{};
    Calendar calendar;
    /// IKE SAs begun so far.
    uint64_t sas_begun = 0;
    /// SPIs of SAs that this call has changed: on leaving it the Endpoint draws the consequences for their
    /// connections and erases those that have ended.
    std::vector<IkeSpi> touched;
    /// The same for connections whose plans have changed without an SA of theirs.
    std::vector<ConnectionId> touched_connections;
    /// What is due when; brought up to date for what was touched on leaving every call.
    Deadlines<IkeSpi> sa_deadlines;
    Deadlines<ConnectionId> attempt_deadlines;
};

}  // namespace hawser::ike

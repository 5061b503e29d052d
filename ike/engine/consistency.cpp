// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/consistency.h"

#include <algorithm>

#include "ike/engine/followup_responder.h"

namespace hawser::ike {

namespace {

/// A Child SA whose inbound SPI is reserved until its key exchanges are over.
bool awaits_child(const IkeSa& sa) {
    return sa.followup && std::holds_alternative<PendingChild>(sa.followup->what);
}

bool sas_are_consistent(const EngineContext& context) {
    size_t half_open = 0;
    size_t spis = 0;
    for (const auto& [spi, sa] : context.sas.all()) {
        if (sa->own_spi() != spi || !sa->is_consistent()) return false;
        if (sa->is_half_open()) ++half_open;
        spis += sa->children.size() + sa->retired.size() + (sa->pending_spi ? 1 : 0) +
                (awaits_child(*sa) ? 1 : 0);
        const bool known = std::all_of(sa->children.begin(), sa->children.end(), [&](const ChildSa& child) {
            return context.children.owner_of(child.spi_in) == spi &&
                   ChildRegistry::spi_of(child.handle) == child.spi_in;
        });
        if (!known) return false;
    }
    return half_open == context.sas.half_open().total() && spis == context.children.count();
}

/// Every deadline that the index knows is the one that its owner would give, and none is missing.
bool deadlines_are_right(const EngineContext& context) {
    size_t sa_deadlines = 0;
    for (const auto& [spi, sa] : context.sas.all()) {
        const auto due = sa->next_timeout();
        if (due != context.sa_deadlines.of(spi)) return false;
        sa_deadlines += due ? 1 : 0;
    }
    size_t attempts = 0;
    for (const auto& [id, connection] : context.connections.all()) {
        const auto due = connection.reconnect.due();
        if (due != context.attempt_deadlines.of(id)) return false;
        attempts += due ? 1 : 0;
    }
    return sa_deadlines == context.sa_deadlines.size() && attempts == context.attempt_deadlines.size();
}

/// A connection's traffic leaves by one pair at most.
bool senders_are_right(const EngineContext& context) {
    for (const auto& [id, connection] : context.connections.all()) {
        std::ptrdiff_t senders = 0;
        for (const IkeSa* sa : context.sas.of(connection.config.get())) {
            senders += std::count_if(sa->children.begin(), sa->children.end(),
                                     [](const ChildSa& child) { return child.sends; });
        }
        if (senders > 1) return false;
    }
    return true;
}

bool is_served(const EngineContext& context, const Connection& connection) {
    if (!connection.begins() || connection.reconnect.due()) return true;
    if (context.sas.current_of(connection.config.get()) != nullptr) return true;
    // One that is on its way out plans the next attempt when it has gone.
    const auto sas = context.sas.of(connection.config.get());
    return std::any_of(sas.begin(), sas.end(), [](const IkeSa* sa) {
        return sa->state() == IkeSaState::kDeleting && !sa->superseded;
    });
}

}  // namespace

bool tables_are_consistent(const EngineContext& context, bool closing) {
    if (!context.touched.empty() || !context.touched_connections.empty()) return false;
    if (!sas_are_consistent(context) || !deadlines_are_right(context)) return false;
    if (!senders_are_right(context)) return false;
    if (closing) return true;
    return std::all_of(context.connections.all().begin(), context.connections.all().end(),
                       [&](const auto& one) { return is_served(context, one.second); });
}

}  // namespace hawser::ike

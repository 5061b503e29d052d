// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/endpoint.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "ike/engine/consistency.h"
#include "ike/engine/create_child_task.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/exchange.h"
#include "ike/engine/followup_responder.h"
#include "ike/engine/inbound.h"
#include "ike/engine/lifecycle.h"
#include "ike/engine/lifetime_keeper.h"
#include "ike/engine/liveness_task.h"
#include "ike/engine/mapping_hint.h"
#include "ike/engine/mobike.h"
#include "ike/engine/redirect_gateway.h"
#include "ike/engine/rekey_child_task.h"
#include "ike/engine/rekey_ike_task.h"
#include "ike/engine/revive.h"
#include "ike/engine/status_report.h"

namespace hawser::ike {

struct Endpoint::Impl {
    Impl(RandomSource& random, const EndpointOptions& options) : context(random, options) {}

    /// Every entry point that takes the time begins and ends here.
    template <typename Work>
    void run(TimePoint now, Work work) {
        // Callers take the time in several places; what is a moment late must not turn timers round.
        context.now = std::max(context.now, now);
        work();
        settle(context, closing);
        HAWSER_CHECK(is_consistent(), "the Endpoint is inconsistent");
    }

    /// The whole of it grows with the number of tunnels, for every datagram: that is for tests.
    [[nodiscard]] bool is_consistent() const {
#ifdef NDEBUG
        return context.touched.empty() && context.touched_connections.empty();
#else
        return tables_are_consistent(context, closing);
#endif
    }

    Result<Connection*> known(ConnectionId id) {
        Connection* connection = context.connections.find(id);
        if (connection == nullptr) return Error("no connection has the id " + std::to_string(id.value()));
        return connection;
    }

    /// Does something to the established SA that carries the connection.
    template <typename Work>
    Result<void> with_current(ConnectionId id, TimePoint now, Work work) {
        const auto connection = known(id);
        if (!connection) return connection.error();
        IkeSa* sa = context.sas.current_of((*connection)->config.get());
        if (sa == nullptr || sa->state() != IkeSaState::kEstablished)
            return Error("connection '" + (*connection)->config->name + "' is not up");
        run(now, [&] {
            context.touched.push_back(sa->own_spi());
            work(*sa);
        });
        return {};
    }

    /// The pair that a handle means, with its IKE SA.
    std::pair<IkeSa*, ChildSa*> find_child(ChildHandle handle) {
        IkeSa* sa = context.sas.find(context.children.owner_of(ChildRegistry::spi_of(handle)));
        ChildSa* child = sa == nullptr ? nullptr : sa->find_child(handle);
        return child == nullptr ? std::pair<IkeSa*, ChildSa*>() : std::pair(sa, child);
    }

    /// The pair of a connection's that has this SPI in one of its directions.
    std::pair<IkeSa*, ChildSa*> find_child(ConnectionId id, EspSpi spi) {
        const Connection* connection = context.connections.find(id);
        if (connection == nullptr) return {};
        for (IkeSa* sa : context.sas.of(connection->config.get())) {
            for (ChildSa& child : sa->children) {
                if (child.spi_in == spi || child.spi_out == spi) return {sa, &child};
            }
        }
        return {};
    }

    EngineContext context;
    bool closing = false;
};

Endpoint::Endpoint(RandomSource& random, EndpointOptions options)
    : impl_(std::make_unique<Impl>(random, options)) {}

Endpoint::~Endpoint() = default;

Result<void> Endpoint::add(ConnectionConfig config, TimePoint now, std::optional<TimePoint> begin_at) {
    if (auto valid = config.validate(); !valid) return valid;
    EngineContext& context = impl_->context;
    if (context.connections.find(config.id) != nullptr || context.connections.has_name(config.name)) {
        return Error("connection '" + config.name + "' or its id exists already");
    }
    impl_->run(now, [&] {
        Connection& connection = context.connections.add(std::move(config));
        if (!connection.config->initiates() || impl_->closing) return;
        if (begin_at && *begin_at > context.now) {
            connection.reconnect.start_at(*begin_at);
            context.touched_connections.push_back(connection.config->id);
        } else {
            begin_attempt(context, connection);
        }
    });
    return {};
}

void Endpoint::remove(ConnectionId id, TimePoint now) {
    impl_->run(now, [&] {
        Connection* connection = impl_->context.connections.find(id);
        if (connection == nullptr) return;
        end_all(impl_->context, connection->config.get(), "the connection was removed");
        impl_->context.touched_connections.push_back(id);
        impl_->context.connections.erase(id);
    });
}

Result<void> Endpoint::initiate(ConnectionId id, TimePoint now) {
    const auto connection = impl_->known(id);
    if (!connection) return connection.error();
    if (!(*connection)->config->remote_address) {
        return Error("connection '" + (*connection)->config->name +
                     "' has no address of the peer's to begin with");
    }
    impl_->run(now, [&] {
        impl_->context.touched_connections.push_back(id);
        (*connection)->held = false;
        (*connection)->sent_away = false;
        const IkeSa* current = impl_->context.sas.current_of((*connection)->config.get());
        if (current == nullptr && !impl_->closing) begin_attempt(impl_->context, **connection);
    });
    return {};
}

void Endpoint::revive(ConnectionId id, TimePoint now) {
    impl_->run(now, [&] {
        Connection* connection = impl_->context.connections.find(id);
        if (connection == nullptr || impl_->closing) return;
        impl_->context.touched_connections.push_back(id);
        ike::revive(impl_->context, *connection);
    });
}

Result<void> Endpoint::rekey_child(ConnectionId id, TimePoint now) {
    return impl_->with_current(id, now, [this](IkeSa& sa) {
        for (ChildSa& child : sa.children) {
            if (child.sends) return ike::rekey_child(sa, impl_->context, child);
        }
    });
}

Result<void> Endpoint::rekey_ike(ConnectionId id, TimePoint now) {
    return impl_->with_current(id, now, [this](IkeSa& sa) { ike::rekey_ike(sa, impl_->context); });
}

Result<void> Endpoint::ask_liveness(ConnectionId id, TimePoint now) {
    return impl_->with_current(id, now, [this](IkeSa& sa) {
        const bool asked_already = !sa.flights.empty() || !sa.queue.empty();
        if (!asked_already) queue_task(sa, impl_->context, std::make_unique<LivenessTask>());
    });
}

Result<void> Endpoint::create_child(ConnectionId id, TimePoint now) {
    return impl_->with_current(
        id, now, [this](IkeSa& sa) { queue_task(sa, impl_->context, std::make_unique<CreateChildTask>()); });
}

Result<void> Endpoint::redirect(ConnectionId id, GatewayIdentity to, TimePoint now) {
    Result<void> outcome;
    auto found = impl_->with_current(
        id, now, [&](IkeSa& sa) { outcome = redirect_established(sa, impl_->context, std::move(to)); });
    return found ? outcome : found;
}

Result<void> Endpoint::terminate(ConnectionId id, TimePoint now) {
    const auto connection = impl_->known(id);
    if (!connection) return connection.error();
    impl_->run(now, [&] {
        impl_->context.touched_connections.push_back(id);
        (*connection)->held = true;
        (*connection)->reconnect.stop();
        end_all(impl_->context, (*connection)->config.get(), "stopped by the operator");
    });
    return {};
}

Result<void> Endpoint::network_changed(ConnectionId id, const IpAddress& local, TimePoint now) {
    const auto connection = impl_->known(id);
    if (!connection) return connection.error();
    ConnectionConfig moved = *(*connection)->config;
    moved.local_address = local;
    if (auto valid = moved.validate(); !valid) return valid;
    impl_->run(now, [&] {
        if (relocate(impl_->context, **connection, std::move(moved))) return;
        if ((*connection)->held || impl_->closing || !(*connection)->config->initiates()) return;
        begin_attempt(impl_->context, **connection);
    });
    return {};
}

void Endpoint::hold_crash_tokens(TimePoint until) {
    impl_->context.crash_tokens_from = until;
}

Result<void> Endpoint::renew_authentication(ConnectionId id, Identity local_identity, Authentication auth,
                                            TimePoint now) {
    const auto connection = impl_->known(id);
    if (!connection) return connection.error();
    ConnectionConfig renewed = *(*connection)->config;
    renewed.local_identity = std::move(local_identity);
    renewed.auth = std::move(auth);
    return reconfigure(std::move(renewed), now);
}

Result<void> Endpoint::reconfigure(ConnectionConfig config, TimePoint now) {
    const auto connection = impl_->known(config.id);
    if (!connection) return connection.error();
    if (auto valid = config.validate(); !valid) return valid;
    impl_->run(now, [&] {
        const auto old = (*connection)->config;
        impl_->context.connections.reconfigure(**connection, std::move(config));
        for (IkeSa* sa : impl_->context.sas.of(old.get()))
            impl_->context.sas.assign(*sa, (*connection)->config);
    });
    return {};
}

void Endpoint::shutdown(Shutdown mode, TimePoint now) {
    impl_->run(now, [&] {
        EngineContext& context = impl_->context;
        impl_->closing = true;
        for (auto& [id, connection] : context.connections.all()) {
            connection.reconnect.stop();
            context.touched_connections.push_back(id);
        }
        for (IkeSpi spi : context.sas.spis()) {
            IkeSa* sa = context.sas.find(spi);
            if (mode == Shutdown::kSilent) {
                // Forgotten here, and nothing said to the kernel: its SAs stay.
                sa->children.clear();
                sa->retired.clear();
                sa->pending_spi.reset();
                sa->followup.reset();
                sa->set_state(IkeSaState::kDestroying, "shut down");
                context.touched.push_back(spi);
            } else if (sa->is_half_open()) {
                sa->fail(FailureReason::kOperator, "shut down", context.now);
                context.touched.push_back(spi);
            } else {
                end_all(context, sa->config.get(), "shut down");
            }
        }
        if (mode == Shutdown::kSilent) context.children = ChildRegistry();
    });
    if (mode == Shutdown::kSilent) impl_->context.outbox.clear();
}

void Endpoint::set_calendar(CalendarTime calendar, TimePoint now) {
    impl_->context.calendar.set(calendar, now);
}

void Endpoint::handle_datagram(TimePoint now, const Datagram& datagram) {
    impl_->run(now, [&] { take_datagram(impl_->context, datagram, impl_->closing); });
}

void Endpoint::handle_timeout(TimePoint now) {
    impl_->run(now, [&] { do_due_work(impl_->context); });
}

void Endpoint::report_install(ChildHandle handle, const Result<void>& answer, TimePoint now) {
    impl_->run(now, [&] {
        const auto [sa, child] = impl_->find_child(handle);
        if (child != nullptr) note_installed(*sa, impl_->context, *child, answer);
    });
}

void Endpoint::report_usage(ChildHandle handle, uint64_t packets_in, TimePoint now) {
    impl_->run(now, [&] {
        const auto [sa, child] = impl_->find_child(handle);
        if (child == nullptr) return;
        impl_->context.touched.push_back(sa->own_spi());
        note_usage(*sa, impl_->context, *child, packets_in);
    });
}

void Endpoint::child_expired(ConnectionId id, EspSpi spi, bool hard, TimePoint now) {
    impl_->run(now, [&] {
        const auto [sa, child] = impl_->find_child(id, spi);
        if (child == nullptr) return;
        impl_->context.touched.push_back(sa->own_spi());
        note_expiry(*sa, impl_->context, *child, hard);
    });
}

void Endpoint::peer_mapped(ConnectionId id, EspSpi spi_in, const hawser::Endpoint& seen, TimePoint now) {
    impl_->run(now, [&] {
        const auto [sa, child] = impl_->find_child(id, spi_in);
        if (child == nullptr || child->spi_in != spi_in) return;
        impl_->context.touched.push_back(sa->own_spi());
        take_mapping_hint(*sa, impl_->context, seen);
    });
}

std::optional<TimePoint> Endpoint::next_timeout() const {
    return next_due(impl_->context);
}

std::optional<Action> Endpoint::poll_action() {
    return impl_->context.outbox.pop();
}

std::vector<SaStatus> Endpoint::statuses() const {
    std::vector<SaStatus> list;
    for (const auto& [id, connection] : impl_->context.connections.all()) {
        list.push_back(report(impl_->context, connection));
    }
    return list;
}

std::optional<SaStatus> Endpoint::status(ConnectionId id) const {
    const Connection* connection = std::as_const(impl_->context.connections).find(id);
    if (connection == nullptr) return std::nullopt;
    return report(impl_->context, *connection);
}

const EndpointCounters& Endpoint::counters() const {
    return impl_->context.counters;
}

size_t Endpoint::sa_count() const {
    return impl_->context.sas.size();
}

size_t Endpoint::half_open_count() const {
    return impl_->context.sas.half_open().total();
}

bool Endpoint::is_idle() const {
    return impl_->context.sas.size() == 0 && impl_->context.outbox.empty();
}

bool Endpoint::is_consistent() const {
    return tables_are_consistent(impl_->context, impl_->closing);
}

}  // namespace hawser::ike

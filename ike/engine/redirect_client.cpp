// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/redirect_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <utility>

#include "ike/engine/exchange.h"
#include "ike/engine/lifecycle.h"
#include "ike/wire/notify_data.h"

namespace hawser::ike {

namespace {

std::string name_of(const GatewayIdentity& gateway) {
    return gateway.address ? gateway.address->to_string() : gateway.fqdn;
}

std::string in_lower_case(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char one) { return static_cast<char>(std::tolower(one)); });
    return name;
}

std::optional<IpAddress> address_of(const GatewayIdentity& gateway, const RedirectConfig& config) {
    if (gateway.address) return gateway.address;
    const auto known = config.names.find(in_lower_case(gateway.fqdn));
    return known == config.names.end() ? std::nullopt : std::optional(known->second);
}

/// Where to go, or why not.
struct Verdict {
    std::optional<IpAddress> gateway;
    std::string objection;
};

/// Another connection of ours goes there by the same uplink: two tunnels of one pair of addresses would take
/// each other's place at that gateway again and again.
bool is_taken(EngineContext& context, const ConnectionConfig& config, const IpAddress& gateway) {
    const auto there = context.connections.of_addresses(config.local_address, gateway);
    return std::any_of(there.begin(), there.end(),
                       [&](const Connection* one) { return one->config->id != config.id; });
}

Verdict judge(const Connection& connection, EngineContext& context, const GatewayIdentity& to) {
    const ConnectionConfig& config = *connection.config;
    const RedirectConfig& rules = config.redirect;
    if (!rules.follow) return {{}, "the configuration forbids redirects"};
    const auto address = address_of(to, rules);
    if (!address) return {{}, "the configuration has no address for that name"};
    if (address->is_unspecified()) return {{}, "that is no address of a gateway"};
    if (address->family() != config.local_address.family()) {
        return {{}, "it is of another address family than the uplink's address"};
    }
    const bool listed = std::any_of(rules.allowed.begin(), rules.allowed.end(),
                                    [&](const IpPrefix& one) { return one.contains(*address); });
    if (!rules.allowed.empty() && !listed) return {{}, "the configuration does not list it"};
    if (is_taken(context, config, *address)) return {{}, "another tunnel of this uplink goes there"};
    if (!connection.redirect.may_follow(rules, context.now)) {
        return {{},
                fmt::format("{} redirects were followed within {} s", rules.max_redirects,
                            std::chrono::duration_cast<std::chrono::seconds>(rules.loop_period).count())};
    }
    return {address, {}};
}

/// Begins at the other gateway, in place of an attempt that may be under way. Empty, or why not.
std::string follow(IkeSa& sa, EngineContext& context, Connection& connection, const GatewayIdentity& to) {
    const Verdict verdict = judge(connection, context, to);
    if (!verdict.gateway) return verdict.objection;
    for (IkeSa* other : context.sas.of(sa.config.get())) {
        if (other == &sa || !other->initiator() || other->state() != IkeSaState::kConnecting) continue;
        other->superseded = true;
        other->set_state(IkeSaState::kDestroying, "the gateway has sent us to another one");
        context.touched.push_back(other->own_spi());
    }
    connection.redirect.follow(sa.remote.address, *verdict.gateway, connection.config->redirect, context.now);
    context.outbox.log(LogLevel::kInfo,
                       fmt::format("{}: gateway {} redirects us to {}", connection.config->name,
                                   sa.remote.address.to_string(), name_of(to)));
    begin_attempt(context, connection);
    return {};
}

std::string refusal_text(const IkeSa& sa, const GatewayIdentity& to, const std::string& objection) {
    return fmt::format("gateway {} redirects us to {}, which is not followed: {}",
                       sa.remote.address.to_string(), name_of(to), objection);
}

}  // namespace

TaskOutcome redirected_in_init(IkeSa& sa, EngineContext& context, const NotifyPayload& notify) {
    const auto redirect = parse_redirect(notify);
    Connection* connection = context.connections.find(sa.config.get());
    if (!redirect || connection == nullptr || redirect->nonce != sa.init.nonce_i) {
        ++context.counters.dropped_forged_error;
        return TaskOutcome::kIgnored;
    }
    const std::string objection = follow(sa, context, *connection, redirect->to);
    if (!objection.empty()) {
        ++context.counters.dropped_forged_error;
        sa.suspect(FailureReason::kRedirectRefused, refusal_text(sa, redirect->to, objection));
        return TaskOutcome::kIgnored;
    }
    sa.superseded = true;
    sa.set_state(IkeSaState::kDestroying, "redirected to " + name_of(redirect->to));
    return TaskOutcome::kDone;
}

void redirected_in_auth(IkeSa& sa, EngineContext& context, const NotifyPayload& notify) {
    const auto redirect = parse_redirect(notify);
    Connection* connection = context.connections.find(sa.config.get());
    std::string objection = "it makes no sense";
    if (redirect && connection != nullptr) objection = follow(sa, context, *connection, redirect->to);
    if (objection.empty()) {
        sa.superseded = true;
        begin_delete(sa, context, {FailureReason::kNone, "redirected to " + name_of(redirect->to), {}});
        return;
    }
    const std::string text = redirect ? refusal_text(sa, redirect->to, objection)
                                      : "the gateway redirects us to what is no gateway";
    begin_delete(sa, context, {FailureReason::kRedirectRefused, text, {}});
}

void redirected_later(IkeSa& sa, EngineContext& context, const NotifyPayload& notify) {
    // Only the original responder can redirect (RFC 5685 10).
    const bool ours = sa.state() == IkeSaState::kEstablished && sa.lineage.initiator && !sa.superseded;
    const auto redirect = parse_redirect(notify);
    Connection* connection = context.connections.find(sa.config.get());
    if (!ours || !redirect || connection == nullptr || connection->held) return;
    const std::string objection = follow(sa, context, *connection, redirect->to);
    if (objection.empty()) return;
    context.outbox.log_stranger(context.now,
                                connection->config->name + ": " + refusal_text(sa, redirect->to, objection));
}

void leave_failed_gateway(Connection& connection, const IkeSa& sa) {
    if (sa.failure && connection.redirect.gateway() == sa.remote.address) connection.redirect.go_back();
}

}  // namespace hawser::ike

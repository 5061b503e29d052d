// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/status_report.h"

namespace hawser::ike {

namespace {

const IkeSa* shown_sa(const EngineContext& context, const Connection& connection) {
    const ConnectionConfig* config = connection.config.get();
    if (const IkeSa* current = context.sas.current_of(config)) return current;
    for (const IkeSa* sa : context.sas.of(config)) {
        if (sa->state() == IkeSaState::kDeleting && !sa->superseded) return sa;
    }
    return nullptr;
}

template <typename Groups>
std::vector<std::string> names_of(const Groups& additional) {
    std::vector<std::string> names;
    for (const GroupId group : additional) {
        if (group != GroupId::kNone) names.push_back(to_string(group));
    }
    return names;
}

ChildSaStatus report_child(const IkeSa& sa, const ChildSa& child) {
    ChildSaStatus status;
    status.name = sa.config->name;
    status.uniqueid = ChildRegistry::number_of(child.handle);
    status.handle = child.handle;
    status.if_id = sa.config->if_id;
    status.state = child.state;
    status.encap = child.udp_encapsulation;
    status.spi_in = child.spi_in;
    status.spi_out = child.spi_out;
    status.encr_alg = to_string(child.algorithms.encryption);
    status.encr_keysize = child.algorithms.key_bits;
    if (child.algorithms.integrity != IntegrityId::kNone) {
        status.integ_alg = to_string(child.algorithms.integrity);
    }
    if (child.algorithms.group != GroupId::kNone) status.dh_group = to_string(child.algorithms.group);
    status.additional_key_exchanges = names_of(child.algorithms.additional);
    status.esn = child.algorithms.esn;
    for (const TrafficSelector& one : child.local_selectors)
        status.local_ts.push_back(one.to_string());
    for (const TrafficSelector& one : child.remote_selectors)
        status.remote_ts.push_back(one.to_string());
    status.install_time = child.installed_at;
    status.rekey_time = child.lifetime.rekey_at;
    status.life_time = child.lifetime.expire_at;
    return status;
}

void report_sa(const IkeSa& sa, SaStatus& status) {
    status.uniqueid = sa.unique_id();
    status.local_host = sa.local.address;
    status.local_port = sa.local.port;
    status.remote_host = sa.remote.address;
    status.remote_port = sa.remote.port;
    status.initiator_spi = sa.initiator_spi();
    status.responder_spi = sa.responder_spi();
    status.initiator = sa.initiator();
    status.established = sa.established_at;
    if (sa.established_at) status.last_heard = sa.message_heard;
    status.rekey_time = sa.lifetime.rekey_at;
    status.renewal = sa.renew_at;
    status.nat_local = sa.nat_local;
    status.nat_remote = sa.nat_remote;
    status.peer_is_hawser = sa.peer.hawser;
    status.ppk = sa.ppk;
    if (sa.inner) {
        const bool ours = sa.inner->leases.empty();
        (ours ? status.local_vips : status.remote_vips) = sa.inner->addresses;
        if (ours) status.name_servers = sa.inner->dns;
    }
    if (!sa.crypto) return;
    const IkeAlgorithms& algorithms = sa.crypto->algorithms;
    status.encr_alg = to_string(algorithms.encryption);
    status.encr_keysize = algorithms.key_bits;
    if (algorithms.integrity != IntegrityId::kNone) status.integ_alg = to_string(algorithms.integrity);
    status.prf_alg = to_string(algorithms.prf);
    status.dh_group = to_string(algorithms.group);
    status.additional_key_exchanges = names_of(algorithms.additional);
}

}  // namespace

ShownState shown_state(const EngineContext& context, const Connection& connection) {
    if (const IkeSa* sa = shown_sa(context, connection))
        return {sa->state(), sa->state_reason(), sa->unique_id()};
    if (connection.held) return {IkeSaState::kCreated, "stopped by the operator"};
    if (connection.sent_away) return {IkeSaState::kCreated, "the peer was sent to another gateway"};
    if (connection.last_failure) return {IkeSaState::kCreated, connection.last_failure->text};
    const bool waits = !connection.config->initiates();
    return {IkeSaState::kCreated, waits ? "waiting for the peer to begin" : "not started yet"};
}

SaStatus report(const EngineContext& context, const Connection& connection) {
    const ConnectionConfig& config = *connection.config;
    SaStatus status;
    status.connection = config.id;
    status.name = config.name;
    const ShownState shown = shown_state(context, connection);
    status.state = shown.state;
    status.state_reason = shown.reason;
    status.local_host = config.local_address;
    status.local_port = context.options.ike_port;
    status.remote_host = config.remote_address;
    status.remote_port = config.remote_port;
    status.local_id = config.local_identity.to_string();
    status.remote_id = config.remote_identity.to_string();
    const IkeSa* sa = shown_sa(context, connection);
    if (sa != nullptr) report_sa(*sa, status);
    for (const IkeSa* one : context.sas.of(&config)) {
        for (const ChildSa& child : one->children)
            status.child_sas.push_back(report_child(*one, child));
    }
    status.last_failure = connection.last_failure;
    if (sa != nullptr && sa->suspicion) status.last_failure = *sa->suspicion;
    status.next_attempt = connection.reconnect.due();
    status.retransmissions = connection.retransmissions;
    return status;
}

}  // namespace hawser::ike

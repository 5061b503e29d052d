// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/field_reader.h"
#include "loader/control/probe_json.h"
#include "loader/control/status.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;

std::vector<std::string> take_key_exchanges(const FieldReader& fields) {
    constexpr int kMost = 7;  // RFC 9370 2.2.1
    std::vector<std::string> names;
    for (int i = 1; i <= kMost; ++i) {
        std::string name;
        fields.take(("ke" + std::to_string(i)).c_str(), name);
        if (!name.empty()) names.push_back(std::move(name));
    }
    return names;
}

StatusChildSa child_from_json(const Json& json, std::string& trouble) {
    StatusChildSa child;
    const FieldReader fields(json, trouble);
    fields.take("name", child.name);
    fields.take("uniqueid", child.uniqueid);
    fields.take("state", child.state);
    fields.take("mode", child.mode);
    fields.take("protocol", child.protocol);
    fields.take("encap", child.encap);
    fields.take("spi-in", child.spi_in);
    fields.take("spi-out", child.spi_out);
    fields.take("if-id-in", child.if_id);
    fields.take("encr-alg", child.encr_alg);
    fields.take("encr-keysize", child.encr_keysize);
    fields.take("integ-alg", child.integ_alg);
    fields.take("dh-group", child.dh_group);
    child.additional_key_exchanges = take_key_exchanges(fields);
    fields.take("esn", child.esn);
    fields.take("bytes-in", child.bytes_in);
    fields.take("packets-in", child.packets_in);
    fields.take("use-in", child.use_in);
    fields.take("bytes-out", child.bytes_out);
    fields.take("packets-out", child.packets_out);
    fields.take("use-out", child.use_out);
    fields.take("rekey-time", child.rekey_time);
    fields.take("life-time", child.life_time);
    fields.take("install-time", child.install_time);
    fields.take("local-ts", child.local_ts);
    fields.take("remote-ts", child.remote_ts);
    return child;
}

void take_time(const FieldReader& fields, const char* key, WallTime& time) {
    std::string text;
    fields.take(key, text);
    if (text.empty()) return;
    if (const auto parsed = parse_time(text)) {
        time = *parsed;
    } else {
        fields.note(key);
    }
}

void take_state(const FieldReader& fields, StatusState& state) {
    std::string text(to_string(state));
    fields.take("state", text);
    for (const StatusState each :
         {StatusState::kDown, StatusState::kDegraded, StatusState::kUp, StatusState::kDraining}) {
        if (text != to_string(each)) continue;
        state = each;
        return;
    }
    fields.note("state");
}

/// A list of objects, each read by `read`.
template <typename T, typename Read>
void take_list(const FieldReader& fields, const char* key, std::vector<T>& list, std::string& trouble,
               Read read) {
    const Json* items = fields.find(key);
    if (items == nullptr) return;
    if (!items->is_array()) {
        fields.note(key);
        return;
    }
    for (const Json& item : *items)
        list.push_back(read(item, trouble));
}

StatusTunnel tunnel_from_json(const Json& json, std::string& trouble) {
    StatusTunnel tunnel;
    const FieldReader fields(json, trouble);
    fields.take("name", tunnel.name);
    fields.take("uplink", tunnel.uplink);
    fields.take("endpoint", tunnel.endpoint);
    fields.take("interface", tunnel.interface);
    fields.take("if_id", tunnel.if_id);
    fields.take("tier", tunnel.tier);
    fields.take("weight", tunnel.weight);
    fields.take("tags", tunnel.tags);
    fields.take("draining", tunnel.draining);
    take_state(fields, tunnel.state);
    fields.take("reason", tunnel.reason);
    fields.take("suspect", tunnel.suspect);
    take_time(fields, "since", tunnel.since);
    if (const Json* ike = fields.find("ike")) tunnel.ike = ike_from_json(*ike, trouble);
    if (const Json* path = fields.find("path")) tunnel.path = path_from_json(*path, trouble);
    fields.take("flows", tunnel.flows);
    fields.take("packets_out", tunnel.packets_out);
    fields.take("bytes_out", tunnel.bytes_out);
    fields.take("packets_in", tunnel.packets_in);
    fields.take("bytes_in", tunnel.bytes_in);
    return tunnel;
}

StatusUplink uplink_from_json(const Json& json, std::string& trouble) {
    StatusUplink uplink;
    const FieldReader fields(json, trouble);
    fields.take("name", uplink.name);
    fields.take("interface", uplink.interface);
    fields.take("carrier", uplink.carrier);
    fields.take("address", uplink.address);
    fields.take("xdp", uplink.xdp);
    fields.take("xdp_reason", uplink.xdp_reason);
    fields.take("trouble", uplink.trouble);
    fields.take("tags", uplink.tags);
    fields.take("load", uplink.load);
    fields.take("use_pct", uplink.use_pct);
    return uplink;
}

StatusLan lan_from_json(const Json& json, std::string& trouble) {
    StatusLan lan;
    const FieldReader fields(json, trouble);
    fields.take("interface", lan.interface);
    fields.take("xdp", lan.xdp);
    fields.take("xdp_reason", lan.xdp_reason);
    return lan;
}

StatusRule rule_from_json(const Json& json, std::string& trouble) {
    StatusRule rule;
    const FieldReader fields(json, trouble);
    fields.take("name", rule.name);
    fields.take("tunnels", rule.tunnels);
    return rule;
}

StatusPeer peer_from_json(const Json& json, std::string& trouble) {
    StatusPeer peer;
    const FieldReader fields(json, trouble);
    fields.take("name", peer.name);
    fields.take("interface", peer.interface);
    fields.take("networks", peer.networks);
    fields.take("active_tier", peer.active_tier);
    std::string fail;
    fields.take("fail", fail);
    peer.fail_open = fail == "open";
    fields.take("tags", peer.tags);
    if (const Json* failover = fields.find("failover")) {
        const FieldReader inner(*failover, trouble);
        inner.take("mode", peer.failover);
        inner.take("tier", peer.failover_tier);
    }
    take_list(fields, "rules", peer.rules, trouble, rule_from_json);
    take_list(fields, "tunnels", peer.tunnels, trouble, tunnel_from_json);
    return peer;
}

}  // namespace

StatusIke ike_from_json(const Json& json, std::string& trouble) {
    StatusIke ike;
    const FieldReader fields(json, trouble);
    fields.take("uniqueid", ike.uniqueid);
    fields.take("state", ike.state);
    fields.take("local-host", ike.local_host);
    fields.take("local-port", ike.local_port);
    fields.take("local-id", ike.local_id);
    fields.take("remote-host", ike.remote_host);
    fields.take("remote-port", ike.remote_port);
    fields.take("remote-id", ike.remote_id);
    fields.take("local-vips", ike.local_vips);
    fields.take("remote-vips", ike.remote_vips);
    fields.take("name-servers", ike.name_servers);
    fields.take("initiator", ike.initiator);
    fields.take("initiator-spi", ike.initiator_spi);
    fields.take("responder-spi", ike.responder_spi);
    fields.take("nat-local", ike.nat_local);
    fields.take("nat-remote", ike.nat_remote);
    fields.take("encr-alg", ike.encr_alg);
    fields.take("encr-keysize", ike.encr_keysize);
    fields.take("integ-alg", ike.integ_alg);
    fields.take("prf-alg", ike.prf_alg);
    fields.take("dh-group", ike.dh_group);
    ike.additional_key_exchanges = take_key_exchanges(fields);
    fields.take("ppk", ike.ppk);
    fields.take("established", ike.established);
    fields.take("rekey-time", ike.rekey_time);
    fields.take("reauth-time", ike.reauth_time);
    if (const Json* children = fields.find("child-sas")) {
        if (!children->is_object()) fields.note("child-sas");
        for (const Json& child : *children)
            ike.child_sas.push_back(child_from_json(child, trouble));
    }
    return ike;
}

Result<Status> status_from_json(const Json& json) {
    Status status;
    std::string trouble;
    const FieldReader fields(json, trouble);
    fields.take("version", status.version);
    fields.take("key_log", status.key_log);
    take_time(fields, "time", status.time);
    if (const Json* forwarding = fields.find("forwarding")) {
        const FieldReader inner(*forwarding, trouble);
        inner.take("mode", status.forwarding.mode);
        inner.take("reason", status.forwarding.reason);
    }
    if (const Json* flows = fields.find("flows")) {
        const FieldReader inner(*flows, trouble);
        inner.take("capacity", status.flows.capacity);
        inner.take("proven", status.flows.proven);
        inner.take("new", status.flows.fresh);
        inner.take("evicted", status.flows.evicted);
        inner.take("expired", status.flows.expired);
    }
    take_list(fields, "uplinks", status.uplinks, trouble, uplink_from_json);
    take_list(fields, "lans", status.lans, trouble, lan_from_json);
    take_list(fields, "peers", status.peers, trouble, peer_from_json);
    if (!trouble.empty())
        return Error("reading the status: the field '" + trouble + "' is not what it should be");
    return status;
}

}  // namespace hawser::loader

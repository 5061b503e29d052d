// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/probe_json.h"
#include "loader/control/status.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

/// list-sas leaves out what is not there.
void add(Json& json, const char* key, const std::string& text) {
    if (!text.empty()) json[key] = text;
}

template <typename T>
void add(Json& json, const char* key, const std::optional<T>& number) {
    if (number) json[key] = *number;
}

void add_if_set(Json& json, const char* key, uint32_t number) {
    if (number != 0) json[key] = number;
}

void add_key_exchanges(Json& json, const std::vector<std::string>& names) {
    for (size_t i = 0; i < names.size(); ++i)
        json["ke" + std::to_string(i + 1)] = names[i];
}

Json child_to_json(const StatusChildSa& child) {
    Json json = Json::object();
    json["name"] = child.name;
    json["uniqueid"] = child.uniqueid;
    add_if_set(json, "reqid", child.if_id);
    json["state"] = child.state;
    json["mode"] = child.mode;
    json["protocol"] = child.protocol;
    json["encap"] = child.encap;
    add(json, "spi-in", child.spi_in);
    add(json, "spi-out", child.spi_out);
    add_if_set(json, "if-id-in", child.if_id);
    add_if_set(json, "if-id-out", child.if_id);
    add(json, "encr-alg", child.encr_alg);
    add_if_set(json, "encr-keysize", child.encr_keysize);
    add(json, "integ-alg", child.integ_alg);
    add(json, "dh-group", child.dh_group);
    add_key_exchanges(json, child.additional_key_exchanges);
    json["esn"] = child.esn;
    add(json, "bytes-in", child.bytes_in);
    add(json, "packets-in", child.packets_in);
    add(json, "use-in", child.use_in);
    add(json, "bytes-out", child.bytes_out);
    add(json, "packets-out", child.packets_out);
    add(json, "use-out", child.use_out);
    add(json, "rekey-time", child.rekey_time);
    add(json, "life-time", child.life_time);
    add(json, "install-time", child.install_time);
    json["local-ts"] = child.local_ts;
    json["remote-ts"] = child.remote_ts;
    return json;
}

Json tunnel_to_json(const StatusTunnel& tunnel) {
    return {{"name", tunnel.name},
            {"uplink", tunnel.uplink},
            {"endpoint", tunnel.endpoint},
            {"interface", tunnel.interface},
            {"if_id", tunnel.if_id},
            {"tier", tunnel.tier},
            {"weight", tunnel.weight},
            {"tags", tunnel.tags},
            {"draining", tunnel.draining},
            {"state", to_string(tunnel.state)},
            {"reason", tunnel.reason},
            {"suspect", tunnel.suspect},
            {"since", format_time(tunnel.since)},
            {"ike", to_json(tunnel.ike)},
            {"path", path_to_json(tunnel.path)},
            {"flows", tunnel.flows},
            {"packets_out", tunnel.packets_out},
            {"bytes_out", tunnel.bytes_out},
            {"packets_in", tunnel.packets_in},
            {"bytes_in", tunnel.bytes_in}};
}

Json uplink_to_json(const StatusUplink& uplink) {
    return {{"name", uplink.name},       {"interface", uplink.interface},
            {"carrier", uplink.carrier}, {"address", uplink.address},
            {"xdp", uplink.xdp},         {"xdp_reason", uplink.xdp_reason},
            {"trouble", uplink.trouble}, {"tags", uplink.tags},
            {"load", uplink.load},       {"use_pct", or_null(uplink.use_pct)}};
}

Json lan_to_json(const StatusLan& lan) {
    return {{"interface", lan.interface}, {"xdp", lan.xdp}, {"xdp_reason", lan.xdp_reason}};
}

Json peer_to_json(const StatusPeer& peer) {
    Json tunnels = Json::array();
    for (const StatusTunnel& tunnel : peer.tunnels)
        tunnels.push_back(tunnel_to_json(tunnel));
    Json rules = Json::array();
    for (const StatusRule& rule : peer.rules)
        rules.push_back({{"name", rule.name}, {"tunnels", rule.tunnels}});
    return {{"name", peer.name},
            {"interface", peer.interface},
            {"networks", peer.networks},
            {"active_tier", peer.active_tier},
            {"fail", peer.fail_open ? "open" : "closed"},
            {"tags", peer.tags},
            {"failover", {{"mode", peer.failover}, {"tier", or_null(peer.failover_tier)}}},
            {"rules", rules},
            {"tunnels", tunnels}};
}

}  // namespace

Json to_json(const StatusIke& ike) {
    Json json = Json::object();
    json["state"] = ike.state;
    if (ike.uniqueid != 0) json["uniqueid"] = ike.uniqueid;
    json["version"] = 2;
    add(json, "local-host", ike.local_host);
    add_if_set(json, "local-port", ike.local_port);
    add(json, "local-id", ike.local_id);
    add(json, "remote-host", ike.remote_host);
    add_if_set(json, "remote-port", ike.remote_port);
    add(json, "remote-id", ike.remote_id);
    if (!ike.local_vips.empty()) json["local-vips"] = ike.local_vips;
    if (!ike.remote_vips.empty()) json["remote-vips"] = ike.remote_vips;
    if (!ike.name_servers.empty()) json["name-servers"] = ike.name_servers;
    json["initiator"] = ike.initiator;
    add(json, "initiator-spi", ike.initiator_spi);
    add(json, "responder-spi", ike.responder_spi);
    json["nat-local"] = ike.nat_local;
    json["nat-remote"] = ike.nat_remote;
    add(json, "encr-alg", ike.encr_alg);
    add_if_set(json, "encr-keysize", ike.encr_keysize);
    add(json, "integ-alg", ike.integ_alg);
    add(json, "prf-alg", ike.prf_alg);
    add(json, "dh-group", ike.dh_group);
    add_key_exchanges(json, ike.additional_key_exchanges);
    if (ike.ppk) json["ppk"] = true;
    add(json, "established", ike.established);
    add(json, "rekey-time", ike.rekey_time);
    add(json, "reauth-time", ike.reauth_time);
    Json children = Json::object();
    for (const StatusChildSa& child : ike.child_sas) {
        children[child.name + "-" + std::to_string(child.uniqueid)] = child_to_json(child);
    }
    json["child-sas"] = children;
    return json;
}

Json to_json(const Status& status) {
    Json uplinks = Json::array();
    for (const StatusUplink& uplink : status.uplinks)
        uplinks.push_back(uplink_to_json(uplink));
    Json lans = Json::array();
    for (const StatusLan& lan : status.lans)
        lans.push_back(lan_to_json(lan));
    Json peers = Json::array();
    for (const StatusPeer& peer : status.peers)
        peers.push_back(peer_to_json(peer));
    Json json = {{"version", status.version},
                 {"time", format_time(status.time)},
                 {"forwarding", {{"mode", status.forwarding.mode}, {"reason", status.forwarding.reason}}},
                 {"flows",
                  {{"capacity", status.flows.capacity},
                   {"proven", status.flows.proven},
                   {"new", status.flows.fresh},
                   {"evicted", status.flows.evicted},
                   {"expired", status.flows.expired}}},
                 {"uplinks", uplinks},
                 {"lans", lans},
                 {"peers", peers}};
    add(json, "key_log", status.key_log);
    return json;
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include <arpa/inet.h>
#include <fmt/format.h>

#include "maps-tool/decode.h"
#include "maps-tool/idle.h"
#include "maps-tool/rule.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

Json tcp_flags(uint8_t flags) {
    Json names = Json::array();
    if ((flags & HW_PIN_TCP_FIN_OUT) != 0) names.push_back("fin_out");
    if ((flags & HW_PIN_TCP_FIN_IN) != 0) names.push_back("fin_in");
    if ((flags & HW_PIN_TCP_RST) != 0) names.push_back("rst");
    return names;
}

void add_kind(Record& record, const Flow& flow) {
    const bool provisional = (flow.pin.flags & HW_PIN_PROVISIONAL) != 0;
    record.add("role", pin_role_name(flow.pin.role),
               pin_role_name(flow.pin.role) + (provisional ? " (provisional)" : ""));
    record.for_programs("provisional", provisional);
    record.add("proven", is_proven(flow));
    record.for_programs("map", std::string(flow.map));
    record.for_programs("tcp", tcp_flags(flow.pin.tcp));
    record.for_programs("generation", flow.pin.generation);
}

void add_history(Record& record, const Flow& flow, const Topology& topology, uint64_t now_ns) {
    const hw_pin& pin = flow.pin;
    const uint64_t created_s = age(now_ns / kSecond, pin.created_s);
    const uint64_t idle = age(now_ns, pin.last_seen_ns);
    const uint64_t limit_s = idle_limit_s(flow, topology.config);
    record.add("moves", pin.moves);
    record.for_programs("last_moved_from", pin.last_moved_from);
    record.for_programs("last_moved_from_interface", pin.last_moved_from == 0
                                                         ? Json(nullptr)
                                                         : Json(topology.tunnel_name(pin.last_moved_from)));
    record.for_programs("last_moved_ns",
                        pin.last_moved_ns == 0 ? Json(nullptr) : Json(age(now_ns, pin.last_moved_ns)));
    record.for_programs("age_s", created_s);
    record.for_programs("idle_ns", idle);
    record.for_programs("idle_limit_s", limit_s == 0 ? Json(nullptr) : Json(limit_s));
    record.for_programs("expired", is_expired(flow, topology.config, now_ns));
    record.for_people("age", describe_age(created_s * kSecond));
    record.for_people("idle",
                      describe_age(idle) + (is_expired(flow, topology.config, now_ns) ? " (expired)" : ""));
    record.add("packets_out", pin.packets_out);
    record.add("packets_in", pin.packets_in);
}

}  // namespace

std::string end_of(const IpAddress& address, uint8_t protocol, uint16_t port) {
    if (port == 0 || is_icmp(protocol)) return address.to_string();
    if (address.is_v6()) return fmt::format("[{}]:{}", address.to_string(), port);
    return fmt::format("{}:{}", address.to_string(), port);
}

void add_flow_name(Record& record, const FlowName& name) {
    record.for_programs("family", static_cast<unsigned>(name.local.family()));
    record.add("protocol", protocol_name(name.protocol));
    record.for_programs("local_addr", name.local.to_string());
    record.for_programs("remote_addr", name.remote.to_string());
    record.for_people("local", end_of(name.local, name.protocol, name.local_port));
    record.for_people("remote", end_of(name.remote, name.protocol, name.remote_port));
    if (is_icmp(name.protocol)) {
        record.for_programs("icmp_id", name.local_port);
    } else {
        record.for_programs("local_port", name.local_port);
        record.for_programs("remote_port", name.remote_port);
    }
}

Record decode_flow(const Flow& flow, const Topology& topology, uint64_t now_ns) {
    Record record;
    record.for_programs("bundle", flow.pin.bundle);
    record.add("peer", topology.peer_name(flow.pin.bundle));
    add_flow_name(record, flow.name);
    record.for_programs("tunnel", flow.pin.tunnel);
    record.add("interface", topology.tunnel_name(flow.pin.tunnel));
    add_kind(record, flow);
    add_history(record, flow, topology, now_ns);
    const bool has_rule = flow.pin.rule != 0;
    record.for_programs("rule",
                        has_rule ? Json(rule_name(topology, flow.pin.bundle, flow.pin.rule)) : Json(nullptr));
    return record;
}

Record decode_fragment(const hw_fragment_key& key, const hw_fragment& fragment, uint64_t now_ns) {
    const uint64_t seen = age(now_ns, fragment.seen_ns);
    Record record;
    record.add("source", address_of(key.family, key.src).to_string());
    record.add("destination", address_of(key.family, key.dst).to_string());
    const uint32_t id = ntohl(key.id);
    record.add("id", key.family == 6 ? id : id >> 16);
    record.add("protocol", protocol_name(fragment.protocol));
    record.add("source_port", ntohs(fragment.src_port));
    record.add("destination_port", ntohs(fragment.dst_port));
    record.for_programs("icmp_type", fragment.icmp_type);
    record.for_programs("icmp_code", fragment.icmp_code);
    record.for_programs("age_ns", seen);
    record.for_people("age", describe_age(seen));
    return record;
}

}  // namespace hawser::maps

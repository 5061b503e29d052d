// SPDX-License-Identifier: BSD-2-Clause
#include <arpa/inet.h>
#include <fmt/format.h>

#include "maps-tool/decode.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

/// `10.1.0.5:443`, `[2001:db8::1]:443`; without ports the address alone.
std::string end_of(const IpAddress& address, uint8_t protocol, uint16_t port) {
    if (port == 0 || is_icmp(protocol)) return address.to_string();
    if (address.is_v6()) return fmt::format("[{}]:{}", address.to_string(), port);
    return fmt::format("{}:{}", address.to_string(), port);
}

void add_ends(Record& record, const hw_flow_key& key) {
    const IpAddress local = address_of(key.family, key.local_addr);
    const IpAddress remote = address_of(key.family, key.remote_addr);
    const uint16_t local_port = ntohs(key.local_port);
    const uint16_t remote_port = ntohs(key.remote_port);
    record.for_programs("local_addr", local.to_string());
    record.for_programs("remote_addr", remote.to_string());
    record.for_people("local", end_of(local, key.protocol, local_port));
    record.for_people("remote", end_of(remote, key.protocol, remote_port));
    if (is_icmp(key.protocol)) {
        record.for_programs("icmp_id", local_port);
    } else {
        record.for_programs("local_port", local_port);
        record.for_programs("remote_port", remote_port);
    }
}

void add_history(Record& record, const hw_pin& pin, const Topology& topology, uint64_t now_ns) {
    const uint64_t created = age(now_ns, pin.created_ns);
    const uint64_t idle = age(now_ns, pin.last_seen_ns);
    record.add("moves", pin.moves);
    record.for_programs("last_moved_from", pin.last_moved_from);
    record.for_programs("last_moved_from_interface", pin.last_moved_from == 0
                                                         ? Json(nullptr)
                                                         : Json(topology.tunnel_name(pin.last_moved_from)));
    record.for_programs("last_moved_ns",
                        pin.last_moved_ns == 0 ? Json(nullptr) : Json(age(now_ns, pin.last_moved_ns)));
    record.for_programs("age_ns", created);
    record.for_programs("idle_ns", idle);
    record.for_people("age", describe_age(created));
    record.for_people("idle", describe_age(idle));
    record.add("packets_out", pin.packets_out);
    record.add("packets_in", pin.packets_in);
}

}  // namespace

Record decode_flow(const hw_flow_key& key, const hw_pin& pin, const Topology& topology, uint64_t now_ns) {
    const bool provisional = (pin.flags & HW_PIN_PROVISIONAL) != 0;
    Record record;
    record.for_programs("bundle", key.bundle);
    record.add("peer", topology.peer_name(key.bundle));
    record.for_programs("family", key.family);
    record.add("protocol", protocol_name(key.protocol));
    add_ends(record, key);
    record.for_programs("tunnel", pin.tunnel);
    record.add("interface", topology.tunnel_name(pin.tunnel));
    record.add("role", pin_role_name(pin.role),
               pin_role_name(pin.role) + (provisional ? " (provisional)" : ""));
    record.for_programs("provisional", provisional);
    add_history(record, pin, topology, now_ns);
    return record;
}

}  // namespace hawser::maps

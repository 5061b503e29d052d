// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/event.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <time.h>

#include "maps-tool/decode.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

std::string format_time(uint64_t real_ns, const char* format) {
    const time_t seconds = static_cast<time_t>(real_ns / kSecond);
    tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    const size_t length = strftime(text, sizeof text, format, &parts);
    return fmt::format("{}.{:06}", std::string(text, length), real_ns % kSecond / 1000);
}

FlowName flow_of(const hw_event& event) {
    FlowName name;
    name.local = address_of(event.family, event.local_addr);
    name.remote = address_of(event.family, event.remote_addr);
    name.protocol = event.protocol;
    name.local_port = ntohs(event.local_port);
    name.remote_port = ntohs(event.remote_port);
    return name;
}

/// `wan1 (3)`
std::string tunnel_of(uint32_t id, const Topology& topology) {
    return fmt::format("{} ({})", topology.tunnel_name(id), id);
}

std::string flow_words(const hw_event& event) {
    const FlowName name = flow_of(event);
    std::string words = fmt::format(" {} {} > {}", protocol_name(name.protocol),
                                    end_of(name.local, name.protocol, name.local_port),
                                    end_of(name.remote, name.protocol, name.remote_port));
    if (is_icmp(name.protocol)) words += fmt::format(" id {}", name.local_port);
    return words;
}

bool is_of_pin(uint16_t kind) {
    return kind == HW_EVENT_PIN_MADE || kind == HW_EVENT_PIN_PROVEN || kind == HW_EVENT_PIN_MOVED;
}

void add_tunnel(Record& record, const std::string& name, uint32_t id, const Topology& topology) {
    record.add(name, id == 0 ? Json(nullptr) : Json(id));
    record.add(name == "tunnel" ? "interface" : name + "_interface",
               id == 0 ? Json(nullptr) : Json(topology.tunnel_name(id)));
}

}  // namespace

Record decode_event(const hw_event& event, const Topology& topology, uint64_t real_offset_ns) {
    Record record;
    record.add("time", format_time(event.time_ns + real_offset_ns, "%Y-%m-%dT%H:%M:%S") + "Z");
    record.add("time_ns", event.time_ns);
    record.add("kind", event_kind_name(event.kind));
    if (event.kind == HW_EVENT_DROP) {
        record.add("reason", drop_name(event.reason));
        record.add("dropped", is_dropped(event.reason));
    }
    if (is_of_pin(event.kind)) record.add("role", pin_role_name(event.role));
    record.add("seen_on", interface_name(event.ifindex));
    record.add("bundle", event.bundle == 0 ? Json(nullptr) : Json(event.bundle));
    record.add("peer", event.bundle == 0 ? Json(nullptr) : Json(topology.peer_name(event.bundle)));
    add_tunnel(record, "tunnel", event.tunnel, topology);
    if (event.kind == HW_EVENT_PIN_MOVED) add_tunnel(record, "from_tunnel", event.from_tunnel, topology);
    if (event.family != 0) add_flow_name(record, flow_of(event));
    return record;
}

std::string describe_event(const hw_event& event, const Topology& topology, uint64_t real_offset_ns) {
    std::string line =
        format_time(event.time_ns + real_offset_ns, "%H:%M:%S") + " " + event_kind_name(event.kind);
    if (event.kind == HW_EVENT_DROP)
        line += " " + drop_name(event.reason) + (is_dropped(event.reason) ? "" : " (counted only)");
    if (event.family != 0) line += flow_words(event);
    if (is_of_pin(event.kind)) line += " " + pin_role_name(event.role);
    if (event.tunnel != 0) line += " " + tunnel_of(event.tunnel, topology);
    if (event.kind == HW_EVENT_PIN_MOVED) line += ", from " + tunnel_of(event.from_tunnel, topology);
    if (event.kind == HW_EVENT_DROP) line += " on " + interface_name(event.ifindex);
    return line;
}

}  // namespace hawser::maps

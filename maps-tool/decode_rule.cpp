// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/decode_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "maps-tool/decode.h"
#include "maps-tool/rule.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

unsigned length_of(const hw_u8 (&mask)[16]) {
    unsigned bits = 0;
    for (const hw_u8 byte : mask)
        bits += static_cast<unsigned>(std::popcount(byte));
    return bits;
}

Json network_of(const hw_match& match, const hw_u8 (&address)[16], const hw_u8 (&mask)[16]) {
    const unsigned length = length_of(mask);
    if (length == 0) return nullptr;
    return fmt::format("{}/{}", address_of(match.family, address).to_string(), length);
}

Json ports_of(hw_u16 first, hw_u16 last) {
    if (first == 0 && last == UINT16_MAX) return nullptr;
    return first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
}

Json code_points(hw_u64 dscp) {
    if (dscp == 0) return nullptr;
    Json points = Json::array();
    for (unsigned point = 0; point < 64; ++point)
        if ((dscp >> point & 1U) != 0) points.push_back(point);
    return points;
}

void add_or_any(Record& record, const char* name, Json value) {
    if (value.is_null()) {
        record.add(name, Json(nullptr), "any");
    } else {
        record.add(name, std::move(value));
    }
}

}  // namespace

void add_match(Record& record, const hw_match& match) {
    record.add("number", match.rule);
    add_or_any(record, "local", network_of(match, match.local_addr, match.local_mask));
    add_or_any(record, "remote", network_of(match, match.remote_addr, match.remote_mask));
    add_or_any(record, "protocol", match.protocol == 0 ? Json(nullptr) : Json(protocol_name(match.protocol)));
    add_or_any(record, "local_ports", ports_of(match.local_port_first, match.local_port_last));
    add_or_any(record, "remote_ports", ports_of(match.remote_port_first, match.remote_port_last));
    add_or_any(record, "dscp", code_points(match.dscp));
}

void add_rule(Record& record, const hw_rule& rule, const Topology& topology) {
    Json tunnels = Json::array();
    for (uint32_t i = 0; i < std::min(rule.member_count, HW_MAX_MEMBERS); ++i)
        tunnels.push_back(topology.tunnel_name(rule.members[i]));
    record.add("rule", rule_name(rule));
    record.add("tunnels", std::move(tunnels));
    record.add("moves", (rule.flags & HW_RULE_MOVES) != 0);
}

}  // namespace hawser::maps

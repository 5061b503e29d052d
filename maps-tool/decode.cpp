// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/decode.h"

#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>

#include "base/ip_prefix.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

Json bundle_flags(uint32_t flags) {
    Json names = Json::array();
    if ((flags & HW_BUNDLE_PEER_HAWSER) != 0) names.push_back("peer_hawser");
    if ((flags & HW_BUNDLE_FAIL_OPEN) != 0) names.push_back("fail_open");
    if ((flags & HW_BUNDLE_SHARED_INTERFACE) != 0) names.push_back("shared_interface");
    const uint32_t tier = ((flags & HW_BUNDLE_TIER_MASK) >> HW_BUNDLE_TIER_SHIFT) + 1;
    if ((flags & HW_BUNDLE_HELD) != 0) names.push_back(fmt::format("held_on_tier_{}", tier));
    if ((flags & HW_BUNDLE_FORCED) != 0) names.push_back(fmt::format("forced_to_tier_{}", tier));
    return names;
}

Record decode_net(const IpPrefix& prefix, const hw_net& net, const Topology& topology) {
    Record record;
    record.add("network", prefix.to_string());
    record.for_programs("bundle", net.bundle);
    record.add("peer", topology.peer_name(net.bundle),
               net.bundle == 0 ? "none" : topology.peer_name(net.bundle));
    record.add("local", (net.flags & HW_NET_LOCAL) != 0);
    return record;
}

/// A prefix length beyond the family's is a map's damage, and to be shown, not to be died of.
IpPrefix prefix_of(const IpAddress& address, uint32_t length) {
    return IpPrefix(address, std::min(length, address.bits()));
}

std::string ports(const hw_selector_range& range) {
    if (range.port_first == 0 && range.port_last == 65535) return "any";
    if (range.port_first == range.port_last) return std::to_string(range.port_first);
    return fmt::format("{}-{}", range.port_first, range.port_last);
}

/// `any`, `tcp`, `tcp/80-443`
std::string describe(const hw_selector_range& range) {
    const std::string protocol = range.protocol == 0 ? "any" : protocol_name(range.protocol);
    return ports(range) == "any" ? protocol : fmt::format("{}/{}", protocol, ports(range));
}

void add_ranges(Record& record, const hw_selector& selector) {
    Json ranges = Json::array();
    Json words = Json::array();
    for (uint32_t i = 0; i < std::min(selector.count, HW_SELECTOR_RANGES); ++i) {
        const hw_selector_range& range = selector.ranges[i];
        ranges.push_back({{"protocol", range.protocol == 0 ? "any" : protocol_name(range.protocol)},
                          {"port_first", range.port_first},
                          {"port_last", range.port_last}});
        words.push_back(describe(range));
    }
    record.for_programs("ranges", ranges);
    Record text;
    text.add("ranges", words);
    record.for_people("ranges", *text.fields()[0].text);
}

Json tunnel_flags(uint32_t flags) {
    Json names = Json::array();
    if ((flags & HW_TUNNEL_SHARED_INTERFACE) != 0) names.push_back("shared_interface");
    if ((flags & HW_TUNNEL_WANTED_DRAINING) != 0) names.push_back("wanted_draining");
    if ((flags & HW_TUNNEL_SET_ASIDE) != 0) names.push_back("set_aside");
    return names;
}

void add_idle_times(Record& record, const hw_config& config) {
    Json times = Json::object();
    std::string words;
    for (uint32_t idle = 0; idle < HW_IDLE_COUNT; ++idle) {
        times[idle_name(idle)] = config.idle_s[idle];
        words += fmt::format("{}{} {} s", words.empty() ? "" : ", ", idle_name(idle), config.idle_s[idle]);
    }
    record.add("idle_s", times, words);
}

}  // namespace

IpAddress address_of(uint8_t family, const uint8_t (&bytes)[16]) {
    return IpAddress::from_bytes(ByteView(bytes).first(family == 6 ? 16 : 4));
}

bool is_icmp(uint8_t protocol) {
    return protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6;
}

Record decode_config(const hw_config& config) {
    Record record;
    record.add("abi_version", config.abi_version);
    record.add("forwarding", forwarding_name(config.forwarding));
    record.add("hash_seed", config.hash_seed, fmt::format("{:#010x}", config.hash_seed));
    record.add("flags", config.flags);
    record.add("generation", config.generation);
    record.add("silence_ms", config.silence_ms);
    add_idle_times(record, config);
    return record;
}

Record decode_net4(const hw_net4_key& key, const hw_net& net, const Topology& topology) {
    return decode_net(prefix_of(IpAddress::from_bytes(key.addr), key.prefixlen), net, topology);
}

Record decode_net6(const hw_net6_key& key, const hw_net& net, const Topology& topology) {
    return decode_net(prefix_of(IpAddress::from_bytes(key.addr), key.prefixlen), net, topology);
}

Record decode_bundle(uint32_t id, const hw_bundle& bundle, const Topology& topology) {
    Json members = Json::array();
    for (uint32_t i = 0; i < std::min(bundle.member_count, HW_MAX_MEMBERS); ++i)
        members.push_back(topology.tunnel_name(bundle.members[i]));
    Record record;
    record.add("id", id);
    record.add("interface", interface_name(bundle.ifindex));
    record.add("mtu", bundle.mtu);
    record.add("tunnels", members);
    const bool never = bundle.failback_s == HW_FAILBACK_NEVER;
    record.add("failback_s", never ? Json(nullptr) : Json(bundle.failback_s),
               never ? "never" : std::to_string(bundle.failback_s));
    record.add("flags", bundle_flags(bundle.flags));
    return record;
}

Record decode_tunnel(uint32_t id, const hw_tunnel& tunnel, const Topology& topology) {
    Record record;
    record.add("id", id);
    record.add("interface", interface_name(tunnel.ifindex));
    record.add("state", tunnel_state_name(topology.state_of(id)));
    record.for_programs("bundle", tunnel.bundle);
    record.add("peer", topology.peer_name(tunnel.bundle));
    // Tiers are 1..4 in the configuration, and to everybody who reads this.
    record.add("tier", tunnel.tier + 1);
    record.add("weight", tunnel.weight);
    record.add("mtu", tunnel.mtu);
    record.add("if_id", tunnel.if_id);
    record.for_programs("flags", tunnel_flags(tunnel.flags));
    return record;
}

Record decode_iface(uint32_t ifindex, const hw_iface& iface, const Topology& topology) {
    Record record;
    record.add("ifindex", ifindex);
    record.add("interface", interface_name(ifindex));
    record.add("role", role_name(iface.role));
    record.add("id", iface.id);
    if (iface.role == HW_ROLE_BUNDLE) record.add("peer", topology.peer_name(iface.id));
    return record;
}

Record decode_selector(const hw_selector_key& key, const hw_selector& selector, const Topology& topology) {
    const uint32_t length =
        key.prefixlen < HW_SELECTOR_FIXED_BITS ? 0 : key.prefixlen - HW_SELECTOR_FIXED_BITS;
    Record record;
    record.for_programs("tunnel", key.tunnel);
    record.add("interface", topology.tunnel_name(key.tunnel));
    record.add("side", selector_side_name(key.side));
    record.add("network", prefix_of(address_of(key.family, key.addr), length).to_string());
    add_ranges(record, selector);
    return record;
}

Record decode_drop(uint32_t drop, const hw_counter& counter) {
    Record record;
    record.add("reason", drop_name(drop), drop_name(drop) + (is_dropped(drop) ? "" : " (counted only)"));
    record.for_programs("dropped", is_dropped(drop));
    record.for_programs("code", drop);
    record.add("packets", counter.packets);
    record.add("bytes", counter.bytes);
    return record;
}

Record decode_tunnel_stats(uint32_t id, const hw_tunnel_stats& stats, const Topology& topology) {
    Record record;
    record.for_programs("id", id);
    record.add("interface", topology.tunnel_name(id));
    record.add("packets_out", stats.packets_out);
    record.add("bytes_out", stats.bytes_out);
    record.add("packets_in", stats.packets_in);
    record.add("bytes_in", stats.bytes_in);
    record.add("flows_taken", stats.flows_taken);
    record.add("flows_moved_away", stats.flows_moved_away);
    record.add("probes_answered", stats.probes_answered);
    record.add("probe_replies", stats.probe_replies);
    return record;
}

}  // namespace hawser::maps

// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/flow.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

namespace hawser::bpf {

Flow Flow::number(Family family, const std::string& kind, unsigned n) {
    Flow flow;
    bool v4 = family == Family::kIpv4;
    std::string host = std::to_string(n % 200 + 5);
    flow.local = (v4 ? "10.1.0." : "2001:db8:1::") + host;
    flow.remote = v4 ? "10.2.0.9" : "2001:db8:2::9";
    flow.local_port = static_cast<uint16_t>(1024 + n);
    if (kind == "udp") flow.protocol = IPPROTO_UDP;
    if (kind == "tcp") flow.protocol = IPPROTO_TCP;
    if (kind == "icmp") flow.protocol = v4 ? uint8_t{IPPROTO_ICMP} : uint8_t{IPPROTO_ICMPV6};
    if (kind == "icmp") flow.remote_port = flow.local_port;
    return flow;
}

Layer Flow::upper(bool outward) const {
    uint16_t src = outward ? local_port : remote_port;
    uint16_t dst = outward ? remote_port : local_port;
    if (protocol == IPPROTO_UDP) return Udp{.src_port = src, .dst_port = dst};
    if (protocol == IPPROTO_TCP) return Tcp{.src_port = src, .dst_port = dst, .flags = tcp_flags};
    bool v6 = protocol == IPPROTO_ICMPV6;
    uint8_t request = v6 ? 128 : 8;
    uint8_t reply = v6 ? 129 : 0;
    return Icmp{.type = outward ? request : reply, .id = local_port};
}

Packet Flow::packet(bool outward, uint8_t ttl, size_t payload) const {
    const std::string& src = outward ? local : remote;
    const std::string& dst = outward ? remote : local;
    if (local.find(':') == std::string::npos)
        return Eth{} / Ipv4{.src = src, .dst = dst, .ttl = ttl} / upper(outward) / Payload{payload};
    return Eth{} / Ipv6{.src = src, .dst = dst, .hop_limit = ttl} / upper(outward) / Payload{payload};
}

Packet Flow::outgoing(uint8_t ttl, size_t payload) const {
    return packet(true, ttl, payload);
}

Packet Flow::incoming(uint8_t ttl, size_t payload) const {
    return packet(false, ttl, payload);
}

namespace {

template <typename Key>
void fill(Key& key, const Flow& flow, const IpAddress& from, const IpAddress& to) {
    bool ports = flow.protocol == IPPROTO_UDP || flow.protocol == IPPROTO_TCP ||
                 flow.protocol == IPPROTO_SCTP || flow.protocol == IPPROTO_UDPLITE;
    bool icmp = flow.protocol == IPPROTO_ICMP || flow.protocol == IPPROTO_ICMPV6;
    key.protocol = flow.protocol;
    std::copy(from.bytes().begin(), from.bytes().end(), key.local_addr);
    std::copy(to.bytes().begin(), to.bytes().end(), key.remote_addr);
    key.local_port = ports || icmp ? htons(flow.local_port) : uint16_t{0};
    key.remote_port = ports ? htons(flow.remote_port) : icmp ? htons(flow.local_port) : uint16_t{0};
}

}  // namespace

FlowKey Flow::key() const {
    FlowKey key;
    IpAddress from = IpAddress::parse(local).value();
    IpAddress to = IpAddress::parse(remote).value();
    key.family = from.family();
    if (key.family == Family::kIpv4)
        fill(key.v4, *this, from, to);
    else
        fill(key.v6, *this, from, to);
    return key;
}

}  // namespace hawser::bpf

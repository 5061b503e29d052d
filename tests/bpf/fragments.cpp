// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fragments.h"

#include <bpf/bpf.h>
#include <netinet/in.h>

#include "base/check.h"

namespace hawser::bpf {
namespace {

Layer upper_layer(const Flow& flow, bool outward) {
    uint16_t src = outward ? flow.local_port : flow.remote_port;
    uint16_t dst = outward ? flow.remote_port : flow.local_port;
    if (flow.protocol == IPPROTO_UDP) return Udp{.src_port = src, .dst_port = dst};
    if (flow.protocol == IPPROTO_TCP) return Tcp{.src_port = src, .dst_port = dst};
    uint8_t request = flow.protocol == IPPROTO_ICMP ? 8 : 128;
    uint8_t reply = flow.protocol == IPPROTO_ICMP ? 0 : 129;
    return Icmp{.type = outward ? request : reply, .id = flow.local_port};
}

/// The packet of the flow without its payload, or 64 bytes of what comes later, as one fragment.
Packet fragment(const Flow& flow, bool outward, uint16_t offset, bool more) {
    const std::string& src = outward ? flow.local : flow.remote;
    const std::string& dst = outward ? flow.remote : flow.local;
    Layer upper = offset == 0 ? upper_layer(flow, outward) : Layer{Payload{48}};
    if (src.find(':') == std::string::npos) {
        return Eth{} /
               Ipv4{.src = src,
                    .dst = dst,
                    .df = false,
                    .more_fragments = more,
                    .fragment_offset = offset,
                    .id = flow.local_port,
                    .protocol = flow.protocol} /
               upper / Payload{16};
    }
    return Eth{} / Ipv6{.src = src, .dst = dst} /
           Ipv6Fragment{.offset = offset, .more = more, .id = flow.local_port, .next_header = flow.protocol} /
           upper / Payload{16};
}

}  // namespace

Packet first_fragment(const Flow& flow, bool outward) {
    return fragment(flow, outward, 0, true);
}

Packet later_fragment(const Flow& flow, uint16_t offset, bool outward) {
    return fragment(flow, outward, offset, true);
}

Packet last_fragment(const Flow& flow, uint16_t offset, bool outward) {
    return fragment(flow, outward, offset, false);
}

void age_fragments(DataPlane& plane, unsigned seconds) {
    int map = bpf_map__fd(plane.skeleton().maps.hw_fragments);
    hw_fragment_key key{}, next{};
    int more = bpf_map_get_next_key(map, nullptr, &next);
    HAWSER_CHECK(more == 0, "there is a fragment");
    while (more == 0) {
        key = next;
        hw_fragment value{};
        HAWSER_CHECK(bpf_map_lookup_elem(map, &key, &value) == 0, "reading a fragment");
        value.seen_ns -= uint64_t{seconds} * 1000 * 1000 * 1000;
        more = bpf_map_get_next_key(map, &key, &next);
        HAWSER_CHECK(bpf_map_update_elem(map, &key, &value, BPF_ANY) == 0, "writing a fragment");
    }
}

}  // namespace hawser::bpf

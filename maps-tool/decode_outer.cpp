// SPDX-License-Identifier: BSD-2-Clause
// The maps about the uplinks: outer addresses, SAs, and what XDP does there.
#include <arpa/inet.h>
#include <fmt/format.h>

#include "maps-tool/decode.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

void add_tunnel(Record& record, uint32_t tunnel, const Topology& topology) {
    record.for_programs("tunnel", tunnel);
    record.add("interface", topology.tunnel_name(tunnel));
}

}  // namespace

Record decode_outer(const hw_outer_key& key, uint32_t tunnel, const Topology& topology) {
    const IpAddress remote = address_of(key.family, key.remote);
    Record record;
    add_tunnel(record, tunnel, topology);
    record.add("local", address_of(key.family, key.local).to_string());
    record.add("remote", remote.is_unspecified() ? "any" : remote.to_string());
    return record;
}

Record decode_spi(const hw_spi_key& key, const hw_spi& spi, const Topology& topology) {
    Record record;
    record.add("destination", address_of(key.family, key.dst).to_string());
    // As `ip xfrm state` and list-sas write it.
    record.add("spi", fmt::format("{:08x}", ntohl(key.spi)));
    add_tunnel(record, spi.tunnel, topology);
    return record;
}

Record decode_tunnel_uplink(uint32_t tunnel, uint32_t ifindex, const Topology& topology) {
    Record record;
    add_tunnel(record, tunnel, topology);
    record.add("uplink", ifindex == HW_NO_UPLINK ? "none" : interface_name(ifindex));
    return record;
}

Record decode_stray(const hw_stray_key& key, const hw_stray& stray, const Topology& topology,
                    uint64_t now_ns) {
    const uint64_t idle = age(now_ns, stray.last_ns);
    Record record;
    add_tunnel(record, key.tunnel, topology);
    record.add("uplink", interface_name(key.ifindex));
    record.add("direction", key.leaving != 0 ? "out" : "in");
    record.for_programs("dropped", key.leaving != 0);
    record.add("packets", stray.packets);
    record.for_programs("idle_ns", idle);
    record.for_people("idle", describe_age(idle));
    return record;
}

Record decode_xdp(uint32_t ifindex, const hw_xdp& xdp) {
    Json does = Json::array();
    if ((xdp.flags & HW_XDP_ADMIT_SPIS) != 0) does.push_back("admit_spis");
    if ((xdp.flags & HW_XDP_SPREAD) != 0) does.push_back("spread");
    Record record;
    record.add("interface", interface_name(ifindex));
    record.add("flags", does);
    record.add("cpus", xdp.cpus);
    record.add("ike_rate", xdp.ike_rate);
    record.add("ike_burst", xdp.ike_burst);
    return record;
}

Record decode_ike_source(const hw_ike_source& source, const hw_bucket& bucket, uint64_t now_ns) {
    const uint64_t idle = age(now_ns, bucket.filled_ns);
    const std::string address = address_of(source.family, source.addr).to_string();
    Record record;
    record.add("source", source.family == 6 ? address + "/64" : address);
    record.add("tokens_ns", bucket.tokens_ns);
    record.for_programs("idle_ns", idle);
    record.for_people("idle", describe_age(idle));
    return record;
}

}  // namespace hawser::maps

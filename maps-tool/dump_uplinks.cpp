// SPDX-License-Identifier: BSD-2-Clause
#include <linux/bpf.h>

#include <array>

#include "bpf/abi.h"
#include "maps-tool/decode.h"
#include "maps-tool/dump.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

Result<Section> dump_outers(const Maps& maps, const TopologyPtr& topology) {
    return dump<hw_outer_key, uint32_t>(maps, HW_MAP_OUTERS,
                                        [topology](const hw_outer_key& key, uint32_t tunnel) {
                                            return decode_outer(key, tunnel, *topology);
                                        });
}

Result<Section> dump_spis(const Maps& maps, const TopologyPtr& topology) {
    return dump<hw_spi_key, hw_spi>(maps, HW_MAP_SPIS, [topology](const hw_spi_key& key, const hw_spi& spi) {
        return decode_spi(key, spi, *topology);
    });
}

Result<Section> dump_tunnel_uplinks(const Maps& maps, const TopologyPtr& topology) {
    return dump<uint32_t, uint32_t>(maps, HW_MAP_TUNNEL_UPLINKS,
                                    [topology](uint32_t tunnel, uint32_t ifindex) {
                                        return decode_tunnel_uplink(tunnel, ifindex, *topology);
                                    });
}

Result<Section> dump_strays(const Maps& maps, const TopologyPtr& topology) {
    return dump<hw_stray_key, hw_stray>(
        maps, HW_MAP_STRAYS,
        [topology, now_ns = maps.now_ns](const hw_stray_key& key, const hw_stray& stray) {
            return decode_stray(key, stray, *topology, now_ns);
        });
}

Result<Section> dump_xdp(const Maps& maps, const TopologyPtr&) {
    return dump<uint32_t, hw_xdp>(maps, HW_MAP_XDP, decode_xdp);
}

Result<Section> dump_xdp_cpus(const Maps& maps, const TopologyPtr&) {
    const auto decode = [](uint32_t cpu, const bpf_cpumap_val& value) {
        Record record;
        record.add("cpu", cpu);
        record.add("queue_size", value.qsize);
        return record;
    };
    return dump<uint32_t, bpf_cpumap_val>(
        maps, HW_MAP_XDP_CPUS, decode,
        [](uint32_t, const bpf_cpumap_val& value) { return value.qsize != 0; });
}

Result<Section> dump_xdp_spread(const Maps& maps, const TopologyPtr&) {
    const auto decode = [](uint32_t cpu, uint64_t packets) {
        Record record;
        record.add("cpu", cpu);
        record.add("packets", packets);
        return record;
    };
    return dump<uint32_t, uint64_t>(maps, HW_MAP_XDP_SPREAD, decode,
                                    [](uint32_t, uint64_t packets) { return packets != 0; });
}

Result<Section> dump_ike_sources(const Maps& maps, const TopologyPtr&) {
    return dump<hw_ike_source, hw_bucket>(
        maps, HW_MAP_IKE_SOURCES,
        [now_ns = maps.now_ns](const hw_ike_source& source, const hw_bucket& bucket) {
            return decode_ike_source(source, bucket, now_ns);
        });
}

constexpr std::array kDumps{
    Dump{HW_MAP_OUTERS, dump_outers},
    Dump{HW_MAP_SPIS, dump_spis},
    Dump{HW_MAP_TUNNEL_UPLINKS, dump_tunnel_uplinks},
    Dump{HW_MAP_STRAYS, dump_strays},
    Dump{HW_MAP_XDP, dump_xdp},
    Dump{HW_MAP_XDP_CPUS, dump_xdp_cpus},
    Dump{HW_MAP_XDP_SPREAD, dump_xdp_spread},
    Dump{HW_MAP_IKE_SOURCES, dump_ike_sources},
};

}  // namespace

std::span<const Dump> uplink_dumps() {
    return kDumps;
}

}  // namespace hawser::maps

// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/flows.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "maps-tool/commands.h"
#include "maps-tool/decode.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

struct ResolvedFilter {
    FlowFilter asked;
    std::optional<uint32_t> tunnel;
    std::optional<uint32_t> bundle;
};

Result<ResolvedFilter> resolve(const FlowFilter& filter, const Topology& topology) {
    ResolvedFilter resolved;
    resolved.asked = filter;
    if (filter.tunnel) {
        const Result<uint32_t> tunnel = topology.find_tunnel(*filter.tunnel);
        if (!tunnel) return tunnel.error();
        resolved.tunnel = *tunnel;
    }
    if (filter.bundle) {
        const Result<uint32_t> bundle = topology.find_peer(*filter.bundle);
        if (!bundle) return bundle.error();
        resolved.bundle = *bundle;
    }
    return resolved;
}

bool passes(const Flow& flow, const ResolvedFilter& filter) {
    const FlowFilter& asked = filter.asked;
    if (filter.tunnel && flow.pin.tunnel != *filter.tunnel) return false;
    if (filter.bundle && flow.pin.bundle != *filter.bundle) return false;
    if (asked.protocol && flow.name.protocol != *asked.protocol) return false;
    if (asked.only_proven && !is_proven(flow)) return false;
    if (asked.only_new && is_proven(flow)) return false;
    return !asked.host || asked.host->contains(flow.name.local) || asked.host->contains(flow.name.remote);
}

}  // namespace

Section flows_section(std::vector<Flow> flows, std::shared_ptr<const Topology> topology, uint64_t now_ns) {
    std::stable_sort(flows.begin(), flows.end(), [](const Flow& a, const Flow& b) {
        return a.pin.packets_out + a.pin.packets_in > b.pin.packets_out + b.pin.packets_in;
    });
    Section section;
    section.if_empty = "no flows";
    const size_t count = flows.size();
    section.records =
        RecordList(count, [flows = std::move(flows), topology = std::move(topology), now_ns](size_t index) {
            return decode_flow(flows[index], *topology, now_ns);
        });
    return section;
}

Result<Report> list_flows(const Maps& maps, const FlowFilter& filter) {
    Result<Topology> topology = read_topology(maps);
    if (!topology) return topology.error();
    const Result<ResolvedFilter> resolved = resolve(filter, *topology);
    if (!resolved) return resolved.error();
    Result<std::vector<Flow>> flows =
        read_flows(maps, [&](const Flow& flow) { return passes(flow, *resolved); });
    if (!flows) return flows.error();
    return report_of(flows_section(std::move(*flows), std::make_shared<const Topology>(std::move(*topology)),
                                   maps.now_ns));
}

}  // namespace hawser::maps

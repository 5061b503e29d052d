// SPDX-License-Identifier: BSD-2-Clause
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "bpf/abi.h"
#include "maps-tool/commands.h"
#include "maps-tool/decode.h"
#include "maps-tool/topology.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

using Flow = std::pair<hw_flow_key, hw_pin>;

struct ResolvedFilter {
    std::optional<uint32_t> tunnel;
    std::optional<uint32_t> bundle;
    std::optional<IpAddress> address;
};

Result<ResolvedFilter> resolve(const FlowFilter& filter, const Topology& topology) {
    ResolvedFilter resolved;
    resolved.address = filter.address;
    if (filter.tunnel) {
        const Result<uint32_t> tunnel = topology.find_tunnel(*filter.tunnel);
        if (!tunnel) return tunnel.error();
        resolved.tunnel = *tunnel;
    }
    if (filter.peer) {
        const Result<uint32_t> bundle = topology.find_peer(*filter.peer);
        if (!bundle) return bundle.error();
        resolved.bundle = *bundle;
    }
    return resolved;
}

bool passes(const Flow& flow, const ResolvedFilter& filter) {
    const auto& [key, pin] = flow;
    if (filter.tunnel && pin.tunnel != *filter.tunnel) return false;
    if (filter.bundle && key.bundle != *filter.bundle) return false;
    return !filter.address || address_of(key.family, key.local_addr) == *filter.address ||
           address_of(key.family, key.remote_addr) == *filter.address;
}

bool same(const std::optional<uint16_t>& asked, uint16_t port) {
    return !asked || *asked == ntohs(port);
}

/// Seen from our side the question's source is `local` (the flow leaves here) or `remote`.
bool answers(const FlowQuestion& question, const hw_flow_key& key) {
    if (question.protocol && *question.protocol != key.protocol) return false;
    const IpAddress local = address_of(key.family, key.local_addr);
    const IpAddress remote = address_of(key.family, key.remote_addr);
    const bool forward = local == question.source && remote == question.destination &&
                         same(question.source_port, key.local_port) &&
                         same(question.destination_port, key.remote_port);
    const bool backward = remote == question.source && local == question.destination &&
                          same(question.source_port, key.remote_port) &&
                          same(question.destination_port, key.local_port);
    return forward || backward;
}

/// The busiest first: that is what one who looks at a long list came for.
Section to_section(std::vector<Flow> flows, Topology topology, uint64_t now_ns) {
    std::stable_sort(flows.begin(), flows.end(), [](const Flow& a, const Flow& b) {
        return a.second.packets_out + a.second.packets_in > b.second.packets_out + b.second.packets_in;
    });
    Section section;
    section.if_empty = "no flows";
    const size_t count = flows.size();
    section.records =
        RecordList(count, [flows = std::move(flows), topology = std::move(topology), now_ns](size_t index) {
            return decode_flow(flows[index].first, flows[index].second, topology, now_ns);
        });
    return section;
}

std::string describe(const FlowQuestion& question) {
    return fmt::format("no flow of {} between {} and {}",
                       question.protocol ? protocol_name(*question.protocol) : "any protocol",
                       question.source.to_string(), question.destination.to_string());
}

template <typename Wanted>
Result<std::vector<Flow>> read_flows(const Maps& maps, const Wanted& wanted) {
    Result<std::vector<Flow>> flows = maps.read<hw_flow_key, hw_pin>(HW_MAP_PINS);
    if (flows) std::erase_if(*flows, [&wanted](const Flow& flow) { return !wanted(flow); });
    return flows;
}

}  // namespace

Result<Report> list_flows(const Maps& maps, const FlowFilter& filter) {
    Result<Topology> topology = read_topology(maps);
    if (!topology) return topology.error();
    const Result<ResolvedFilter> resolved = resolve(filter, *topology);
    if (!resolved) return resolved.error();
    Result<std::vector<Flow>> flows =
        read_flows(maps, [&](const Flow& flow) { return passes(flow, *resolved); });
    if (!flows) return flows.error();
    return report_of(to_section(std::move(*flows), std::move(*topology), maps.now_ns));
}

Result<Report> get_flow(const Maps& maps, const FlowQuestion& question) {
    Result<Topology> topology = read_topology(maps);
    if (!topology) return topology.error();
    Result<std::vector<Flow>> flows =
        read_flows(maps, [&](const Flow& flow) { return answers(question, flow.first); });
    if (!flows) return flows.error();
    if (flows->empty()) return Error(describe(question));
    return report_of(to_section(std::move(*flows), std::move(*topology), maps.now_ns));
}

}  // namespace hawser::maps

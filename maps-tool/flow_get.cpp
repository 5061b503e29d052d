// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>
#include <netinet/in.h>

#include "maps-tool/commands.h"
#include "maps-tool/decode.h"
#include "maps-tool/explain.h"
#include "maps-tool/flows.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

bool same(const std::optional<uint16_t>& asked, uint16_t port) {
    return !asked || *asked == port;
}

/// Seen from our side the question's source is `local` (the flow leaves here) or `remote`.
bool answers(const FlowQuestion& question, const FlowName& name) {
    if (question.protocol && *question.protocol != name.protocol) return false;
    const bool forward = name.local == question.source && name.remote == question.destination &&
                         same(question.source_port, name.local_port) &&
                         same(question.destination_port, name.remote_port);
    const bool backward = name.remote == question.source && name.local == question.destination &&
                          same(question.source_port, name.remote_port) &&
                          same(question.destination_port, name.local_port);
    return forward || backward;
}

std::string describe(const FlowQuestion& question) {
    return fmt::format("no flow of {} between {} and {}",
                       question.protocol ? protocol_name(*question.protocol) : "any protocol",
                       question.source.to_string(), question.destination.to_string());
}

bool has_ports(uint8_t protocol) {
    return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_UDPLITE ||
           protocol == IPPROTO_SCTP || is_icmp(protocol);
}

/// The flow from the question's source to its destination, if the question names it whole.
std::optional<FlowName> whole(const FlowQuestion& question) {
    if (!question.protocol) return std::nullopt;
    if (has_ports(*question.protocol) && !question.source_port) return std::nullopt;
    return FlowName{question.source, question.destination, *question.protocol,
                    question.source_port.value_or(0), question.destination_port.value_or(0)};
}

}  // namespace

Result<Report> get_flow(const Maps& maps, const FlowQuestion& question) {
    Result<Topology> topology = read_topology(maps);
    if (!topology) return topology.error();
    if (const std::optional<FlowName> name = whole(question))
        return explain_flow(maps, *topology, *name, question.dscp);
    Result<std::vector<Flow>> flows =
        read_flows(maps, [&](const Flow& flow) { return answers(question, flow.name); });
    if (!flows) return flows.error();
    if (flows->empty()) return Error(describe(question));
    return report_of(flows_section(std::move(*flows), std::make_shared<const Topology>(std::move(*topology)),
                                   maps.now_ns));
}

}  // namespace hawser::maps

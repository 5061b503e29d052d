// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>

#include "maps-tool/commands.h"
#include "maps-tool/decode_rule.h"
#include "maps-tool/rule.h"
#include "maps-tool/topology.h"

namespace hawser::maps {
namespace {

Record to_record(uint32_t bundle, const hw_match& match, const Topology& topology) {
    Record record;
    record.for_programs("bundle", bundle);
    record.add("peer", topology.peer_name(bundle));
    add_match(record, match);
    const auto rule = topology.rules.find(rule_slot(topology, bundle, match.rule));
    add_rule(record, rule == topology.rules.end() ? hw_rule{} : rule->second, topology);
    return record;
}

}  // namespace

Result<Report> show_rules(const Maps& maps, const std::optional<std::string>& peer) {
    const Result<Topology> topology = read_topology(maps);
    if (!topology) return topology.error();
    std::optional<uint32_t> wanted;
    if (peer) {
        const Result<uint32_t> found = topology->find_peer(*peer);
        if (!found) return found.error();
        wanted = *found;
    }
    Section section;
    section.if_empty = "no rules";
    for (const auto& [bundle, set] : topology->rule_sets) {
        if (wanted && *wanted != bundle) continue;
        for (uint32_t i = 0; i < std::min(set.match_count, HW_MAX_MATCHES); ++i) {
            const auto match = topology->matches.find(set.first_match + i);
            if (match != topology->matches.end())
                section.records.push_back(to_record(bundle, match->second, *topology));
        }
    }
    return report_of(std::move(section));
}

}  // namespace hawser::maps

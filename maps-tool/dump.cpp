// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/dump.h"

#include "bpf/abi.h"
#include "maps-tool/commands.h"

namespace hawser::maps {

Result<Report> dump_map(const Maps& maps, std::string_view name) {
    Result<Topology> read = read_topology(maps);
    if (!read) return read.error();
    const auto topology = std::make_shared<const Topology>(std::move(*read));
    for (const std::span<const Dump> dumps : {forwarding_dumps(), flow_dumps(), uplink_dumps()}) {
        for (const Dump& dump : dumps) {
            if (dump.name != name) continue;
            Result<Section> section = dump.run(maps, topology);
            if (!section) return section.error();
            section->single = name == HW_MAP_CONFIG || name == HW_MAP_LISTENER;
            return report_of(std::move(*section));
        }
    }
    return Error(fmt::format("map {} is not one of Hawser's", name));
}

}  // namespace hawser::maps

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {

FlowsConfig read_flows(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kFlows, out);
    FlowsConfig flows;
    if (const auto capacity = section.integer("capacity")) flows.capacity = capacity->value;
    const std::pair<const char*, Duration*> times[] = {
        {"unanswered", &flows.unanswered},
        {"tcp", &flows.tcp},
        {"tcp_closed", &flows.tcp_closed},
        {"udp", &flows.udp},
        {"sctp", &flows.sctp},
        {"icmp", &flows.icmp},
        {"other", &flows.other},
    };
    for (const auto& [key, time] : times) {
        if (const auto given = section.duration(key)) *time = given->value;
    }
    return flows;
}

}  // namespace hawser::loader

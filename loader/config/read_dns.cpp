// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {

DnsConfig read_dns(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kDns, out);
    DnsConfig dns;
    for (const auto& server : section.addresses("servers"))
        dns.servers.push_back(server.value);
    if (const auto interval = section.duration("interval")) dns.interval = interval->value;
    return dns;
}

}  // namespace hawser::loader

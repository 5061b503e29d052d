// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {
namespace {

void read_family(const Located<std::string>& word, std::vector<Family>& families, Diagnostics& out) {
    if (word.value != "ipv4" && word.value != "ipv6") {
        out.error(word.where, fmt::format("'{}' in request_addresses is no address family", word.value),
                  "write \"ipv4\" or \"ipv6\"");
        return;
    }
    const Family family = word.value == "ipv4" ? Family::kIpv4 : Family::kIpv6;
    if (std::find(families.begin(), families.end(), family) != families.end()) {
        out.error(word.where, fmt::format("'{}' in request_addresses is listed twice", word.value));
        return;
    }
    families.push_back(family);
}

ike::AddressPoolConfig read_pool(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kPool, out);
    ike::AddressPoolConfig pool;
    if (const auto name = section.name("name")) pool.name = name->value;
    const auto networks = section.prefixes("addresses");
    if (networks.size() > 1) out.error(networks[1].where, "a pool has one network", "make another [[pool]]");
    if (!networks.empty()) pool.addresses = networks.front().value;
    for (const auto& server : section.addresses("dns"))
        pool.dns.push_back(server.value);
    return pool;
}

}  // namespace

void read_sessions(const SectionReader& section, PeerDraft& draft, Diagnostics& out) {
    if (const auto wanted = section.boolean("resumption")) draft.resumption = wanted->value;
    for (const auto& word : section.texts("request_addresses"))
        read_family(word, draft.request_addresses, out);
    draft.pools = section.texts("pools");
}

std::vector<ike::AddressPoolConfig> read_pools(const std::vector<const Node*>& tables, Diagnostics& out) {
    std::vector<ike::AddressPoolConfig> pools;
    for (const Node* table : tables) {
        ike::AddressPoolConfig pool = read_pool(*table, out);
        const bool known =
            std::any_of(pools.begin(), pools.end(), [&](const auto& one) { return one.name == pool.name; });
        if (known) out.error(table->where, fmt::format("there are two pools '{}'", pool.name));
        pools.push_back(std::move(pool));
    }
    return pools;
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "loader/config/checks.h"
#include "loader/config/suggest.h"

namespace hawser::loader {

void check_pools(const ConfigDraft& draft, Diagnostics& out) {
    std::vector<std::string> names;
    for (const ike::AddressPoolConfig& pool : draft.pools)
        names.push_back(pool.name);
    for (const PeerDraft& peer : draft.peers) {
        std::set<Family> families;
        for (const auto& name : peer.pools) {
            const auto pool =
                std::find_if(draft.pools.begin(), draft.pools.end(),
                             [&](const ike::AddressPoolConfig& one) { return one.name == name.value; });
            if (pool == draft.pools.end()) {
                out.error(name.where,
                          fmt::format("peer '{}': there is no pool '{}'", peer.name.value, name.value),
                          suggestion(name.value, names));
            } else if (!families.insert(pool->addresses.family()).second) {
                out.error(name.where,
                          fmt::format("peer '{}' has two pools of one address family", peer.name.value));
            }
        }
    }
}

}  // namespace hawser::loader

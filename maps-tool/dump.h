// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <fmt/format.h>

#include <memory>
#include <span>
#include <string_view>

#include "maps-tool/maps.h"
#include "maps-tool/report.h"
#include "maps-tool/topology.h"

namespace hawser::maps {

/// Shared by the records, which are made after the command has ended.
using TopologyPtr = std::shared_ptr<const Topology>;

/// How one map is dumped.
struct Dump {
    std::string_view name;
    Result<Section> (*run)(const Maps&, const TopologyPtr&);
};

/// The maps that say where packets go: settings, networks, bundles, tunnels, rings, interfaces, selectors.
[[nodiscard]] std::span<const Dump> forwarding_dumps();
/// What the programs write: pins, fragments, counters, watches, events.
[[nodiscard]] std::span<const Dump> flow_dumps();
/// The maps about the uplinks: outer addresses, SAs, XDP.
[[nodiscard]] std::span<const Dump> uplink_dumps();

/// Every entry of a map as `decode` sees it; entries for which `used` is false are slots of an array that
/// hold nothing.
template <typename Key, typename Value, typename Decode, typename Used>
Result<Section> dump(const Maps& maps, std::string_view name, const Decode& decode, const Used& used) {
    auto entries = maps.read<Key, Value>(name);
    if (!entries) return entries.error();
    std::erase_if(*entries, [&used](const auto& entry) { return !used(entry.first, entry.second); });
    Section section;
    section.if_empty = fmt::format("map {} is empty", name);
    const size_t count = entries->size();
    section.records = RecordList(count, [entries = std::move(*entries), decode](size_t index) {
        return decode(entries[index].first, entries[index].second);
    });
    return section;
}

template <typename Key, typename Value, typename Decode>
Result<Section> dump(const Maps& maps, std::string_view name, const Decode& decode) {
    return dump<Key, Value>(maps, name, decode, [](const Key&, const Value&) { return true; });
}

}  // namespace hawser::maps

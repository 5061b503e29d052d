// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "maps-tool/map.h"

namespace hawser::maps {

/// The folder of pinned maps, and the time at which they are looked at.
struct Maps {
    std::string folder;
    uint64_t now_ns = 0;  ///< CLOCK_MONOTONIC, the clock of the pins

    /// The error says what to do where the map is not there.
    [[nodiscard]] Result<Map> open(std::string_view name) const;

    template <typename Key, typename Value>
    [[nodiscard]] Result<TypedMap<Key, Value>> open_typed(std::string_view name) const {
        Result<Map> map = open(name);
        if (!map) return map.error();
        const Result<void> sizes = map->check_sizes(sizeof(Key), sizeof(Value));
        if (!sizes) return sizes.error();
        return TypedMap<Key, Value>(std::move(*map));
    }

    /// Every entry of a map in one step.
    template <typename Key, typename Value>
    [[nodiscard]] Result<std::vector<std::pair<Key, Value>>> read(std::string_view name) const {
        Result<TypedMap<Key, Value>> map = open_typed<Key, Value>(name);
        if (!map) return map.error();
        return map->entries();
    }
};

/// Fails where the maps' layout is another version's.
[[nodiscard]] Result<void> check_abi(const Maps& maps);

}  // namespace hawser::maps

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string_view>

#include "bpf/abi.h"

namespace hawser::loader {

/// What the maps must have room for. Ids count from 1, so the largest id is what matters, not how many there
/// are.
struct MapNeeds {
    uint32_t tunnels = 0;              ///< largest tunnel id
    uint32_t bundles = 0;              ///< largest bundle id
    uint32_t interfaces = 0;           ///< LANs, uplinks, tunnels' and bundles' interfaces
    uint32_t rules = 0;                ///< of all bundles
    uint32_t matches = 0;              ///< likewise
    uint32_t flows = HW_DEFAULT_PINS;  ///< proven flows of each family
};

struct MapRoom {
    uint32_t entries = 0;  ///< 0: as the programs define it
    /// Another capacity is another map; otherwise a pinned map that is larger stays.
    bool exact = false;
};

/// How many entries the map `name` is to have. Arrays and preallocated hashes take their memory when they are
/// made, so they follow the configuration, rounded up to a power of two with head room: some more tunnels by
/// a reload need no new maps. Tries take memory by the entry and keep their limit.
[[nodiscard]] MapRoom room_for(std::string_view name, const MapNeeds& needs);

}  // namespace hawser::loader

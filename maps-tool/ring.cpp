// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/ring.h"

#include <errno.h>

#include "bpf/abi.h"

namespace hawser::maps {

Result<Rings> Rings::open(const Maps& maps) {
    Result<TypedMap<uint32_t, uint32_t>> outer = maps.open_typed<uint32_t, uint32_t>(HW_MAP_RINGS);
    if (!outer) return outer.error();
    return Rings(std::move(*outer));
}

Result<std::vector<uint32_t>> Rings::slots(uint32_t number, uint32_t tier) const {
    const Result<std::optional<uint32_t>> id = outer_.lookup(number * HW_MAX_TIERS + tier);
    if (!id) return id.error();
    if (!*id) return std::vector<uint32_t>();
    Result<Map> inner = Map::open_id(**id);
    if (!inner) return inner.error();
    if (const Result<void> sizes = inner->check_sizes(sizeof(uint32_t), sizeof(uint32_t)); !sizes)
        return sizes.error();
    const auto entries = TypedMap<uint32_t, uint32_t>(std::move(*inner)).entries();
    if (!entries) return entries.error();
    std::vector<uint32_t> ring;
    const uint32_t count = entries->empty() ? 0 : (*entries)[0].second;
    // A count beyond the map is damage, and not followed.
    for (size_t slot = 1; slot < entries->size() && slot <= count; ++slot)
        ring.push_back((*entries)[slot].second);
    return ring;
}

}  // namespace hawser::maps

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "maps-tool/maps.h"

namespace hawser::maps {

/// The rings that new flows take their tunnel from.
class Rings {
 public:
    [[nodiscard]] static Result<Rings> open(const Maps& maps);

    /// The tunnels in the slots of the ring `number` (a bundle's id, or HW_RULE_RING and a rule's slot) of
    /// `tier` (0..HW_MAX_TIERS-1); empty where there is no such ring. The ring itself says how many slots it
    /// has.
    [[nodiscard]] Result<std::vector<uint32_t>> slots(uint32_t number, uint32_t tier) const;

 private:
    explicit Rings(TypedMap<uint32_t, uint32_t> outer) : outer_(std::move(outer)) {}
    TypedMap<uint32_t, uint32_t> outer_;
};

}  // namespace hawser::maps

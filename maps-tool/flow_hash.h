// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "maps-tool/flow.h"

namespace hawser::maps {

/// The hash by which the programs find a flow's slot in a ring; `seed` is hw_config's. Compiled from the
/// programs' own header.
[[nodiscard]] uint32_t flow_hash(const FlowName& name, uint32_t seed);

/// The next one on the way that a flow's hash fixes, and the one by which members of equal rank are ordered.
[[nodiscard]] uint32_t hash_again(uint32_t hash, uint32_t salt);

}  // namespace hawser::maps

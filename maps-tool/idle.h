// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "bpf/abi.h"
#include "maps-tool/flow.h"

namespace hawser::maps {

/// What the idle time of a flow depends on, as the programs see it.
[[nodiscard]] hw_idle idle_kind(const Flow& flow);

/// Seconds without a packet after which the pin counts as not there; 0: never.
[[nodiscard]] uint32_t idle_limit_s(const Flow& flow, const hw_config& config);

/// `now_ns` by CLOCK_MONOTONIC.
[[nodiscard]] bool is_expired(const Flow& flow, const hw_config& config, uint64_t now_ns);

}  // namespace hawser::maps

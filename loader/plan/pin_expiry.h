// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "bpf/abi.h"

namespace hawser::loader {

/// The rule of the programs (bpf/idle_rule.h), for what looks at pins from outside.

/// What the idle time of a flow depends on; `protocol` is IPPROTO_*.
[[nodiscard]] hw_idle idle_class_of(const hw_pin& pin, uint8_t protocol);

/// The pin has seen nothing for longer than its class may, so the programs treat it as not there. `now_ns` is
/// of CLOCK_MONOTONIC; a pin that a packet has touched since `now_ns` was read lives. A class whose time is 0
/// never ends.
[[nodiscard]] bool is_expired(const hw_config& config, const hw_pin& pin, uint8_t protocol, uint64_t now_ns);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "bpf/abi.h"

namespace hawser::loader {

/// RFC 8762, 4.1.
inline constexpr uint16_t kStampPort = 862;

/// The error estimate's 16 bits (RFC 8762, 4.2.1) of a clock that may be off by so much: S where it is held
/// by NTP or PTP, Z = 0 (NTP's format), scale and multiplier rounded up.
[[nodiscard]] uint16_t stamp_error_estimate(bool synchronised, uint64_t max_error_us);

/// Tells the reflector in the tunnels' program the time: what CLOCK_REALTIME is ahead of CLOCK_MONOTONIC, the
/// clock that programs can read on every kernel. To be called every few seconds, because the one is slewed
/// and stepped.
Result<void> set_stamp_clock(const std::string& pin_dir = HW_PIN_DIR);

}  // namespace hawser::loader

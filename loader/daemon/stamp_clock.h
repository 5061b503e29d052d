// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "bpf/abi.h"
#include "loader/config/config.h"

namespace hawser::loader {

/// The error estimate's 16 bits (RFC 8762, 4.2.1) of a clock that may be off by so much: S where it is held
/// by NTP or PTP, Z = 0 (NTP's format), scale and multiplier rounded up.
[[nodiscard]] uint16_t stamp_error_estimate(bool synchronised, uint64_t max_error_us);
/// The kernel's own clock as it is.
[[nodiscard]] uint16_t stamp_error_estimate();

/// CLOCK_REALTIME, since 1970.
[[nodiscard]] Duration wall_clock();

/// Whether the daemon answers instead of the program on the tunnel, which knows neither keys nor sessions,
/// and cannot name a tunnel on an interface that tunnels share.
[[nodiscard]] bool daemon_reflects(const Config& config);

/// What the programs are told: port, who answers, and what CLOCK_REALTIME is ahead of CLOCK_MONOTONIC, the
/// clock that programs can read on every kernel.
[[nodiscard]] hw_stamp stamp_settings(const Config& config);
/// To be called every few seconds, because the one clock is slewed and stepped against the other.
Result<void> write_stamp_settings(const Config& config, const std::string& pin_dir = HW_PIN_DIR);

}  // namespace hawser::loader

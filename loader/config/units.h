// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace hawser::loader {

/// `200ms`, `3s`, `5m`, `4h`, `1d`; a fraction (`1.5s`) is allowed, a number without unit is not.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

/// `30%`, `0.5%`: 30, 0.5.
[[nodiscard]] Result<double> parse_percentage(std::string_view text);

/// Bits per second: `1Gbit`, `250Mbit`, `512kbit`, `2.5Gbit/s`, as tc(8) writes rates. Powers of 1000.
[[nodiscard]] Result<uint64_t> parse_bandwidth(std::string_view text);

/// `500MB`, `10GB` in powers of 1000, `10GiB` in powers of 1024; `B` alone too.
[[nodiscard]] Result<uint64_t> parse_bytes(std::string_view text);

/// The shortest notation that parse_duration reads back: `200ms`, `3s`, `5m`.
[[nodiscard]] std::string format_duration(Duration duration);

/// `1Gbit`, `250Mbit`.
[[nodiscard]] std::string format_bandwidth(uint64_t bits_per_second);

}  // namespace hawser::loader

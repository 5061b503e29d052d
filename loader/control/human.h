// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace hawser::loader {

/// `12s`, `5m 3s`, `2h 5m`, `3d 4h`: two units at most.
[[nodiscard]] std::string human_age(std::chrono::seconds age);

/// `999`, `12.3k`, `4.56M`, powers of 1000; for packets and flows.
[[nodiscard]] std::string human_count(uint64_t count);

/// `999B`, `12.3kB`, `4.56MB`, powers of 1000, as rates are counted.
[[nodiscard]] std::string human_bytes(uint64_t bytes);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "bpf/abi.h"
#include "loader/outer/outer_port.h"

namespace hawser::loader {

/// The kernel's keys for ours, and back. Going back fails (absent) on a family that we cannot have written.
[[nodiscard]] hw_outer_key outer_key_of(const OuterPair& pair);
[[nodiscard]] hw_spi_key spi_key_of(const SpiName& name);
[[nodiscard]] std::optional<OuterPair> pair_of(const hw_outer_key& key);
[[nodiscard]] std::optional<SpiName> spi_of(const hw_spi_key& key);

}  // namespace hawser::loader

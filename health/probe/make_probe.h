// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>

#include "health/probe/probe.h"

namespace hawser::health {

/// The probe that the configuration is of. `cookie`: see ProbePayload.
[[nodiscard]] std::unique_ptr<Probe> make_probe(ProbeId id, const ProbeConfig& config, uint64_t cookie);

}  // namespace hawser::health

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/bpf/bpf_object.h"
#include "loader/config/config.h"

namespace hawser::loader {

/// What the maps must have room for, and which programs are wanted.
[[nodiscard]] BpfOptions bpf_options(const Config& config);

}  // namespace hawser::loader

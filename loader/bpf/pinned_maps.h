// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "base/result.h"
#include "loader/bpf/bpf_object.h"
#include "loader/bpf/pin_dir.h"

struct bpf_map;
struct bpf_object;

namespace hawser::loader {

/// Lets `object`, opened and not yet loaded, use the maps that are pinned, and sizes the pin map. Fails
/// without having changed anything pinned where one of them has another ABI, type or layout. Returns how many
/// were found.
Result<unsigned> adopt_pinned_maps(bpf_object* object, const PinDir& dir, const BpfOptions& options);

/// Pins those maps of `object`, loaded, that are not pinned yet.
Result<void> pin_new_maps(bpf_object* object, const PinDir& dir);

}  // namespace hawser::loader

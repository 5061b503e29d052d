// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "loader/bpf/owned_object.h"

namespace hawser::loader {

/// The programs of the one interface that a hub's bundles and tunnels share, over the maps of `main`, which
/// is loaded. They are an object of their own, because kernels before 6.2 lack what they call: there this
/// fails, and says so.
Result<OwnedObject> load_hub_object(const bpf_object* main);

}  // namespace hawser::loader

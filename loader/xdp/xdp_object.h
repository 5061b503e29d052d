// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "loader/bpf/owned_object.h"
#include "loader/bpf/pin_dir.h"
#include "loader/xdp/xdp_decision.h"

namespace hawser::loader {

/// The hook's program in the kernel, and its name there, by which we know our own.
[[nodiscard]] const char* xdp_program_name(XdpHook hook);

/// The hook's object, opened and not loaded: its maps are those pinned in `dir`, and what is not there will
/// be pinned there when it is loaded.
Result<OwnedObject> open_xdp_object(XdpHook hook, const PinDir& dir);

}  // namespace hawser::loader

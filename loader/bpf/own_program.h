// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "base/result.h"
#include "loader/bpf/owned_fd.h"
#include "loader/bpf/program_port.h"

namespace hawser::loader {

/// A program that is attached somewhere, if it is the hook's and ours; none if it is another's or has gone
/// meanwhile. Known by its name. The kernel opens programs by their id for CAP_SYS_ADMIN alone, which a
/// service has no other use for: without it, ours are those that are pinned in HW_PIN_DIR.
Result<OwnedFd> open_own_program(uint32_t id, Hook hook);

}  // namespace hawser::loader

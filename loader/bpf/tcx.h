// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hawser::loader {

/// Programs of TC without a queueing discipline (Linux 6.6): a packet pays a third of what a filter costs it.
/// Like filters, they stay when their descriptors are closed, and go with the interface. Filters come after
/// them, for what all of them let pass on.
enum class TcxSide { kIngress, kEgress };

struct TcxPlace {
    uint32_t ifindex = 0;
    TcxSide side = TcxSide::kIngress;
};

/// Asked of the kernel once.
[[nodiscard]] bool has_tcx();

/// Ids of all programs there, in their order; none where there is no such interface, or no tcx.
Result<std::vector<uint32_t>> tcx_programs(const TcxPlace& place);
/// Behind what is there; or in the place of the program `replaced_fd`, atomically, where that is not -1. What
/// is there already stays.
Result<void> tcx_attach(const TcxPlace& place, int program_fd, int replaced_fd);
/// What is not there need not be.
Result<void> tcx_detach(const TcxPlace& place, int program_fd);

}  // namespace hawser::loader

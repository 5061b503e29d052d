// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "loader/bpf/program_port.h"

namespace hawser::loader {

/// Ours are programs of tcx (Linux 6.6) where the kernel has it, else TC filters.
///
/// Where among the filters ours stand: the same place at every start, so that attaching again replaces.
/// Another priority leaves room for filters before ours, and the handle ("HW") tells people whose it is.
inline constexpr uint32_t kTcPriority = 100;
inline constexpr uint32_t kTcHandle = 0x4857;

/// Name of the hook's program in the kernel, by which we know our own.
[[nodiscard]] const char* program_name(Hook hook);

/// Id of our program there; absent where there is none, or the interface is gone, or another's filter is in
/// our place.
Result<std::optional<uint32_t>> tc_query(const Attachment& where);
Result<void> tc_attach(const Attachment& where, int program_fd);
/// Only what tc_query finds. Also removes the interface's clsact qdisc if that leaves it without any filter.
Result<void> tc_detach(const Attachment& where);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "loader/net/probe_port.h"

namespace hawser::loader {

/// Opens a non-blocking socket of `type` (SOCK_STREAM, SOCK_DGRAM) that is bound to the request's interface
/// and to its source. The caller closes it.
[[nodiscard]] Result<int> open_bound_socket(const OutgoingProbe& request, int type);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/kernel/events.h"

namespace hawser::loader {

/// Whether an event may change what the daemon wants, or undoes what it did. What it did itself does neither.
[[nodiscard]] bool concerns_us(const KernelEvent& event);

}  // namespace hawser::loader

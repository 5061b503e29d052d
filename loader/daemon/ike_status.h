// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "base/clock.h"
#include "ike/engine/sa_status.h"
#include "loader/control/status.h"
#include "loader/kernel/sa.h"

namespace hawser::loader {

/// The engine's account of one connection in the words of the control socket; times become seconds before
/// `now`.
[[nodiscard]] StatusIke ike_status(const ike::SaStatus& sa, TimePoint now);

/// What the kernel counts of a pair's halves; either may be absent.
void add_usage(StatusChildSa& child, const std::optional<SaCounters>& in,
               const std::optional<SaCounters>& out, WallTime now);

}  // namespace hawser::loader

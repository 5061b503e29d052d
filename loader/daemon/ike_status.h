// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/clock.h"
#include "ike/engine/sa_status.h"
#include "loader/control/status.h"

namespace hawser::loader {

/// The engine's account of one connection in the words of the control socket; times become seconds before
/// `now`.
[[nodiscard]] StatusIke ike_status(const ike::SaStatus& sa, TimePoint now);

}  // namespace hawser::loader

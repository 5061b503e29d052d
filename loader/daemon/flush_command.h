// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "loader/kernel/flush.h"

namespace hawser::loader {

/// `hawserd --flush`: programs, maps, SAs, policies, interfaces, routes and rules of ours go, whatever daemon
/// put them there. Needs no configuration. Goes on after a failure and returns the first. With Guard::kKeep
/// (`--keep-guard`) the peers' networks stay unreachable.
Result<void> flush_everything(Guard guard);

}  // namespace hawser::loader

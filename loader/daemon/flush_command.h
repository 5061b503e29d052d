// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

namespace hawser::loader {

/// `hawserd --flush`: programs, maps, SAs, policies, interfaces, routes and rules of ours go, whatever daemon
/// put them there. Needs no configuration. Goes on after a failure and returns the first.
Result<void> flush_everything();

}  // namespace hawser::loader

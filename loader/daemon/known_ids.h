// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "loader/config/config.h"
#include "loader/kernel/links.h"

namespace hawser::loader {

/// Gives peers and tunnels the ids that an earlier run gave them, as the aliases of its interfaces say: after
/// a reload they need not be those of the order in the file, and SAs, maps and interfaces go by them.
void keep_known_ids(Config& config, const std::vector<Link>& links);

}  // namespace hawser::loader

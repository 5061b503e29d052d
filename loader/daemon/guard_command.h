// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "base/ip_prefix.h"
#include "base/result.h"

namespace hawser::loader {

/// The peers' networks as far as the file can be read: a configuration that is refused for a misspelt key, a
/// missing interface or an unreadable key guards its networks all the same. Peers with `fail = "open"` are
/// left out.
[[nodiscard]] std::vector<IpPrefix> networks_to_guard(const std::string& config_text,
                                                      const std::string& path);

/// `hawserd --guard`: puts the unreachable route of every peer network there. It depends on no interface and
/// no daemon, so that nothing for these networks leaves in the clear before the daemon starts or if it
/// cannot.
Result<void> guard_networks(const std::string& config_path);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "loader/daemon/daemon.h"

namespace hawser::loader {

/// The tunnel of this name.
[[nodiscard]] std::optional<TunnelId> tunnel_named(const Daemon& daemon, const std::string& name);
/// Of a peer or of a tunnel.
[[nodiscard]] bool is_name(const Daemon& daemon, const std::string& name);

[[nodiscard]] nlohmann::json no_such_tunnel(const std::string& name);
[[nodiscard]] nlohmann::json no_such_name(const std::string& name);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "loader/daemon/daemon.h"

namespace hawser::loader {

/// The tunnel of this name.
[[nodiscard]] std::optional<TunnelId> tunnel_named(const Daemon& daemon, const std::string& name);
/// Of a peer or of a tunnel.
[[nodiscard]] bool is_name(const Daemon& daemon, const std::string& name);

/// The tunnels that the request means by `tunnel` or by `tag`; an answer instead where it means none.
[[nodiscard]] std::optional<nlohmann::json> find_tunnels(const Daemon& daemon, const nlohmann::json& request,
                                                         std::vector<TunnelId>& tunnels);
/// Likewise peers, by `peer` or by `tag`.
[[nodiscard]] std::optional<nlohmann::json> find_peers(const Daemon& daemon, const nlohmann::json& request,
                                                       std::vector<const PeerConfig*>& peers);
/// `pop/wan1, pop/wan2`
[[nodiscard]] std::string names_of(const Daemon& daemon, const std::vector<TunnelId>& tunnels);

[[nodiscard]] nlohmann::json no_such_tunnel(const std::string& name);
[[nodiscard]] nlohmann::json no_such_name(const std::string& name);

}  // namespace hawser::loader

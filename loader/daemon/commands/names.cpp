// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/commands/names.h"

#include <algorithm>

#include "loader/control/protocol.h"

namespace hawser::loader {
namespace {

constexpr const char* kHint = "`hawser status` lists them";

}  // namespace

std::optional<TunnelId> tunnel_named(const Daemon& daemon, const std::string& name) {
    for (const auto& [id, entry] : daemon.tunnels().all()) {
        if (entry.tunnel->name == name) return id;
    }
    return std::nullopt;
}

bool is_name(const Daemon& daemon, const std::string& name) {
    return std::any_of(daemon.tunnels().all().begin(), daemon.tunnels().all().end(), [&](const auto& each) {
        return each.second.tunnel->name == name || each.second.peer->name == name;
    });
}

nlohmann::json no_such_tunnel(const std::string& name) {
    return control_error("there is no tunnel '" + name + "'", kHint);
}

nlohmann::json no_such_name(const std::string& name) {
    return control_error("there is no peer and no tunnel '" + name + "'", kHint);
}

}  // namespace hawser::loader

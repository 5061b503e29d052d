// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/commands/names.h"

#include <algorithm>

#include "loader/control/protocol.h"

namespace hawser::loader {
namespace {

constexpr const char* kHint = "`hawser status` lists them";

bool has_tag(const std::vector<std::string>& tags, const std::string& tag) {
    return std::binary_search(tags.begin(), tags.end(), tag);
}

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

std::optional<nlohmann::json> find_tunnels(const Daemon& daemon, const nlohmann::json& request,
                                           std::vector<TunnelId>& tunnels) {
    const std::string tag = request.value("tag", "");
    const std::string name = request.value("tunnel", "");
    if (tag.empty() == name.empty()) return control_error("say either 'tunnel' or 'tag'");
    for (const auto& [id, entry] : daemon.tunnels().all()) {
        if (tag.empty() ? entry.tunnel->name == name : has_tag(entry.tunnel->tags, tag))
            tunnels.push_back(id);
    }
    if (!tunnels.empty()) return std::nullopt;
    return tag.empty() ? no_such_tunnel(name) : control_error("no tunnel has the tag '" + tag + "'", kHint);
}

std::optional<nlohmann::json> find_peers(const Daemon& daemon, const nlohmann::json& request,
                                         std::vector<const PeerConfig*>& peers) {
    const std::string tag = request.value("tag", "");
    const std::string name = request.value("peer", "");
    if (tag.empty() == name.empty()) return control_error("say either 'peer' or 'tag'");
    for (const PeerConfig& peer : daemon.config().peers) {
        if (tag.empty() ? peer.name == name : has_tag(peer.tags, tag)) peers.push_back(&peer);
    }
    if (!peers.empty()) return std::nullopt;
    return control_error(
        tag.empty() ? "there is no peer '" + name + "'" : "no peer has the tag '" + tag + "'", kHint);
}

std::string names_of(const Daemon& daemon, const std::vector<TunnelId>& tunnels) {
    std::string names;
    for (const TunnelId tunnel : tunnels)
        names += (names.empty() ? "" : ", ") + daemon.tunnels().find(tunnel)->tunnel->name;
    return names;
}

nlohmann::json no_such_tunnel(const std::string& name) {
    return control_error("there is no tunnel '" + name + "'", kHint);
}

nlohmann::json no_such_name(const std::string& name) {
    return control_error("there is no peer and no tunnel '" + name + "'", kHint);
}

}  // namespace hawser::loader

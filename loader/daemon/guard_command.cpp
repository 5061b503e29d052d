// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/guard_command.h"

#include <fstream>
#include <sstream>

#include "loader/config/document.h"
#include "loader/kernel/kernel.h"
#include "loader/kernel/peer_routes.h"

namespace hawser::loader {
namespace {

bool fails_open(const Node& peer) {
    const Member* fail = peer.find("fail");
    return fail != nullptr && fail->value.kind == Node::Kind::kString && fail->value.text == "open";
}

void append_networks(std::vector<IpPrefix>& networks, const Node& peer) {
    const Member* listed = peer.find("networks");
    if (listed == nullptr || fails_open(peer)) return;
    for (const Node& item : listed->value.items) {
        auto network = IpPrefix::parse(item.text);
        if (item.kind == Node::Kind::kString && network.ok()) networks.push_back(*network);
    }
}

}  // namespace

std::vector<IpPrefix> networks_to_guard(const std::string& config_text, const std::string& path) {
    Diagnostics ignored(path);
    const Node document = parse_document(config_text, ignored);
    std::vector<IpPrefix> networks;
    if (const Member* peers = document.find("peer")) {
        for (const Node& peer : peers->value.items)
            append_networks(networks, peer);
    }
    return networks;
}

Result<void> guard_networks(const std::string& config_path) {
    std::ifstream file(config_path);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf()))
        return Error("reading " + config_path + ": it is not there or not readable");
    auto routes = open_route_port();
    if (!routes) return routes.error();
    Result<void> outcome;
    for (const Route& route : plan_peer_routes({.networks = networks_to_guard(text.str(), config_path)})) {
        auto replaced = (*routes)->replace_route(route);
        if (!replaced && outcome.ok())
            outcome = replaced.error().within("guarding " + route.destination.to_string());
    }
    return outcome;
}

}  // namespace hawser::loader

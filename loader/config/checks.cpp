// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "bpf/abi.h"

namespace hawser::loader {
namespace {

bool may_overlap(const IpPrefix& a, const IpPrefix& b) {
    const bool one_is_default = (a.length() == 0) != (b.length() == 0);
    return one_is_default || !a.overlaps(b);
}

void compare_peers(const PeerDraft& peer, const PeerDraft& earlier, Diagnostics& out) {
    for (const auto& mine : peer.networks) {
        for (const auto& other : earlier.networks) {
            if (may_overlap(mine.value, other.value)) continue;
            out.error(mine.where,
                      fmt::format("network {} of peer '{}' overlaps {} of peer '{}' in line {}",
                                  mine.value.to_string(), peer.name.value, other.value.to_string(),
                                  earlier.name.value, other.where.line),
                      "two ways to the same networks are one peer with two endpoints, in tiers if one is "
                      "preferred");
        }
    }
}

void check_own_networks(const PeerDraft& peer, Diagnostics& out) {
    for (size_t i = 0; i < peer.networks.size(); ++i) {
        const auto& mine = peer.networks[i];
        for (size_t before = 0; before < i; ++before) {
            if (peer.networks[before].value != mine.value) continue;
            out.error(mine.where, fmt::format("network {} is listed twice", mine.value.to_string()));
        }
        for (const auto& local : peer.local_networks) {
            if (local.value != mine.value) continue;
            out.error(mine.where,
                      fmt::format("network {} of peer '{}' is also in its local_networks (line {})",
                                  mine.value.to_string(), peer.name.value, local.where.line),
                      "a network is on one side of the tunnels");
        }
    }
    const bool common = std::any_of(peer.networks.begin(), peer.networks.end(), [&peer](const auto& remote) {
        return std::any_of(
            peer.local_networks.begin(), peer.local_networks.end(),
            [&remote](const auto& local) { return local.value.family() == remote.value.family(); });
    });
    if (common || peer.networks.empty() || peer.local_networks.empty()) return;
    out.error(
        peer.networks.front().where,
        fmt::format("networks and local_networks of peer '{}' have no family in common", peer.name.value),
        "IPv4 networks need IPv4 local_networks, IPv6 likewise");
}

void check_endpoint_names(const PeerDraft& peer, Diagnostics& out) {
    std::map<std::string, Location> seen;
    for (const EndpointDraft& endpoint : peer.endpoints) {
        // Several tunnels may wait for the same peer; they differ by identity, which is checked elsewhere.
        const bool anonymous = !endpoint.address && endpoint.host.empty() && endpoint.name == "any";
        if (anonymous || !endpoint.readable) continue;
        const auto [other, is_new] = seen.emplace(endpoint.name, endpoint.where);
        if (is_new) continue;
        out.error(endpoint.where,
                  fmt::format("peer '{}' has the endpoint '{}' twice; the other is in line {}",
                              peer.name.value, endpoint.name, other->second.line));
    }
}

}  // namespace

void check_networks(const ConfigDraft& draft, Diagnostics& out) {
    for (size_t i = 0; i < draft.peers.size(); ++i) {
        check_own_networks(draft.peers[i], out);
        for (size_t before = 0; before < i; ++before)
            compare_peers(draft.peers[i], draft.peers[before], out);
    }
}

void check_lan(const ConfigDraft& draft, const InterfaceLookup& lookup, Diagnostics& out) {
    for (size_t i = 0; i < draft.lan_interfaces.size(); ++i) {
        const auto& lan = draft.lan_interfaces[i];
        if (!lookup(lan.value)) {
            out.error(lan.where, fmt::format("[lan]: there is no interface '{}'", lan.value),
                      "`ip -br link` lists the interfaces of this machine");
        }
        for (const UplinkDraft& uplink : draft.uplinks) {
            if (uplink.interface.value != lan.value) continue;
            out.error(lan.where,
                      fmt::format("interface '{}' is the uplink '{}' (line {}) and cannot be a LAN too",
                                  lan.value, uplink.name.value, uplink.interface.where.line));
        }
        for (size_t before = 0; before < i; ++before) {
            if (draft.lan_interfaces[before].value == lan.value) {
                out.error(lan.where, fmt::format("interface '{}' is named twice", lan.value));
            }
        }
    }
    if (draft.forwarding.value == ForwardingChoice::kFast && draft.lan_interfaces.empty()) {
        out.error(draft.forwarding.where, "forwarding = \"fast\" needs a [lan]",
                  "name the inside interfaces: interfaces = [\"eth0\"]");
    }
}

void check_names(const ConfigDraft& draft, const Config& config, Diagnostics& out) {
    std::map<std::string, Location> peers;
    std::map<std::string, std::string> interfaces;
    for (size_t i = 0; i < draft.peers.size(); ++i) {
        const PeerDraft& peer = draft.peers[i];
        check_endpoint_names(peer, out);
        if (peer.name.value.empty()) continue;
        const auto [other, is_new] = peers.emplace(peer.name.value, peer.name.where);
        if (!is_new) {
            out.error(peer.name.where,
                      fmt::format("two peers are named '{}'; the other is in line {}", peer.name.value,
                                  other->second.line),
                      "give each a name of its own");
            continue;
        }
        std::vector<std::pair<std::string, std::string>> made{
            {config.peers[i].interface_name, config.peers[i].name}};
        for (const TunnelConfig& tunnel : config.peers[i].tunnels)
            made.emplace_back(tunnel.interface_name, tunnel.name);
        for (const auto& [interface, user] : made) {
            const auto [holder, is_free] = interfaces.emplace(interface, user);
            if (is_free) continue;
            out.error(peer.name.where,
                      fmt::format("'{}' and '{}' would both have the interface name {}", user, holder->second,
                                  interface),
                      "rename this peer");
        }
    }
}

void check_responders(const ConfigDraft& draft, const Config& config, Diagnostics& out) {
    std::map<std::pair<std::string, std::string>, std::string> waiting;
    for (size_t i = 0; i < config.peers.size(); ++i) {
        for (const TunnelConfig& tunnel : config.peers[i].tunnels) {
            if (!tunnel.waits_for_anybody() || tunnel.auth.remote_id.empty()) continue;
            const auto [other, is_new] =
                waiting.emplace(std::pair(tunnel.uplink, tunnel.auth.remote_id), tunnel.name);
            if (is_new) continue;
            out.error(draft.peers[i].where,
                      fmt::format("tunnels '{}' and '{}' both wait by uplink '{}' for the identity '{}'",
                                  tunnel.name, other->second, tunnel.uplink, tunnel.auth.remote_id),
                      "give each endpoint \"any\" an auth with a remote_id of its own");
        }
    }
}

void check_limits(const Config& config, Diagnostics& out) {
    size_t tunnels = 0;
    size_t networks = 0;
    for (const PeerConfig& peer : config.peers) {
        tunnels += peer.tunnels.size();
        networks += peer.networks.size();
    }
    const auto check = [&out](size_t count, size_t most, std::string_view what) {
        if (count > most) out.error({}, fmt::format("{} {}; at most {} are possible", count, what, most));
    };
    // Slot 0 of each array is never used.
    check(config.peers.size(), HW_MAX_BUNDLES - 1, "peers");
    check(tunnels, HW_MAX_TUNNELS - 1, "tunnels");
    check(networks, HW_MAX_NETS, "peer networks");
}

}  // namespace hawser::loader

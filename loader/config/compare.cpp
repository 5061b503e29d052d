// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/compare.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace hawser::loader {
namespace {

/// By name, those of `list` that have one.
template <typename T>
std::map<std::string, const T*> by_name(const std::vector<T>& list) {
    std::map<std::string, const T*> found;
    for (const T& each : list)
        found[each.name] = &each;
    return found;
}

/// Calls `added(next)`, `removed(running)` and `both(running, next)` for each name.
template <typename T, typename Added, typename Removed, typename Both>
void walk(const std::vector<T>& running, const std::vector<T>& next, Added added, Removed removed,
          Both both) {
    const auto before = by_name(running);
    const auto after = by_name(next);
    for (const T& each : running) {
        if (after.count(each.name) == 0) removed(each);
    }
    for (const T& each : next) {
        const auto found = before.find(each.name);
        if (found == before.end()) {
            added(each);
        } else {
            both(*found->second, each);
        }
    }
}

/// What the peer's SAs are negotiated for. Everything else of an SA holds from its next exchange on.
auto negotiated_for(const PeerConfig& peer) {
    return std::tie(peer.networks, peer.local_networks, peer.encap, peer.request_addresses, peer.pools);
}

auto negotiated_with(const TunnelConfig& tunnel) {
    return std::tie(tunnel.uplink, tunnel.endpoint, tunnel.auth.remote_id, tunnel.interface_name,
                    tunnel.external);
}

bool needs_new_sas(const PeerConfig& was, const TunnelConfig& before, const PeerConfig& will,
                   const TunnelConfig& after) {
    TunnelConfig known = before;
    // Its first address, which the SAs of an earlier run may be for already.
    if (!before.endpoint && !before.endpoint_host.empty() && before.endpoint_host == after.endpoint_host)
        known.endpoint = after.endpoint;
    return negotiated_for(was) != negotiated_for(will) || negotiated_with(known) != negotiated_with(after);
}

/// Without what is said of tunnels one by one, and without what is read from files.
PeerConfig peer_alone(PeerConfig peer) {
    peer.tunnels.clear();
    return peer;
}

TunnelConfig without_contents(TunnelConfig tunnel) {
    tunnel.auth.psk.reset();
    tunnel.auth.credential.reset();
    tunnel.auth.authorities.reset();
    return tunnel;
}

class Comparison {
 public:
    void tunnels(const PeerConfig& was, const PeerConfig& will) {
        walk(
            was.tunnels, will.tunnels,
            [&](const TunnelConfig& tunnel) {
                say("tunnel", tunnel.name, "added",
                    "takes new flows once it is up; flows that are there stay");
            },
            [&](const TunnelConfig& tunnel) {
                remove(tunnel, "its flows move to other tunnels of the peer");
            },
            [&](const TunnelConfig& before, const TunnelConfig& after) { both(was, before, will, after); });
    }

    void peers(const Config& running, const Config& next) {
        walk(
            running.peers, next.peers,
            [&](const PeerConfig& peer) {
                say("peer", peer.name, "added", "");
                tunnels(PeerConfig{}, peer);
            },
            [&](const PeerConfig& peer) {
                say("peer", peer.name, "removed", "its networks are not guarded any more");
                for (const TunnelConfig& tunnel : peer.tunnels)
                    remove(tunnel, "its flows end");
            },
            [&](const PeerConfig& was, const PeerConfig& will) {
                if (peer_alone(was) != peer_alone(will))
                    say("peer", will.name, "changed", peer_effect(was, will));
                tunnels(was, will);
            });
    }

    void uplinks(const Config& running, const Config& next) {
        walk(
            running.uplinks, next.uplinks,
            [&](const UplinkConfig& uplink) { say("uplink", uplink.name, "added", ""); },
            [&](const UplinkConfig& uplink) { say("uplink", uplink.name, "removed", ""); },
            [&](const UplinkConfig& was, const UplinkConfig& will) {
                if (was == will) return;
                const bool moved = was.interface != will.interface || was.addresses != will.addresses;
                say("uplink", will.name, "changed",
                    moved ? "its tunnels go over to the new address" : "no flow is disturbed");
            });
    }

    void lans(const Config& running, const Config& next) {
        const std::set<std::string> was(running.lan_interfaces.begin(), running.lan_interfaces.end());
        const std::set<std::string> will(next.lan_interfaces.begin(), next.lan_interfaces.end());
        for (const std::string& name : was) {
            if (will.count(name) == 0) say("lan", name, "removed", "");
        }
        for (const std::string& name : will) {
            if (was.count(name) == 0) say("lan", name, "added", "");
        }
    }

    void settings(const Config& running, const Config& next) {
        FlowsConfig times = next.flows;
        times.capacity = running.flows.capacity;
        if (running.forwarding != next.forwarding)
            say("settings", "forwarding", "changed", "flows keep their tunnels");
        if (running.silence != next.silence) say("settings", "silence", "changed", "");
        if (running.dns != next.dns) say("settings", "dns", "changed", "");
        if (running.log_level != next.log_level) say("settings", "log_level", "changed", "");
        if (running.flows != times) say("settings", "flows", "changed", "holds for flows that are there too");
    }

    void fixed(const std::string& key, bool same) {
        if (!same) changes_.needs_restart.push_back(key);
    }

    [[nodiscard]] ConfigChanges take() { return std::move(changes_); }

 private:
    void say(std::string what, std::string name, std::string change, std::string effect) {
        changes_.list.push_back({std::move(what), std::move(name), std::move(change), std::move(effect)});
    }

    void remove(const TunnelConfig& tunnel, const std::string& effect) {
        say("tunnel", tunnel.name, "removed", effect);
        changes_.removed.insert(tunnel.id);
    }

    void both(const PeerConfig& was, const TunnelConfig& before, const PeerConfig& will,
              const TunnelConfig& after) {
        if (needs_new_sas(was, before, will, after)) {
            changes_.remade.insert(after.id);
            say("tunnel", after.name, "changed",
                "its SAs are made anew; its flows move to other tunnels of the peer");
        } else if (without_contents(before) != without_contents(after)) {
            say("tunnel", after.name, "changed",
                before.tier != after.tier || before.weight != after.weight
                    ? "new flows spread anew, others stay"
                    : "SAs and flows stay");
        }
    }

    static std::string peer_effect(const PeerConfig& was, const PeerConfig& will) {
        return negotiated_for(was) != negotiated_for(will) ? "all its SAs are made anew"
                                                           : "SAs and flows stay";
    }

    ConfigChanges changes_;
};

bool same_stamp(const StampConfig& a, const StampConfig& b) {
    return std::tie(a.reflector, a.port, a.mode, a.sequence, a.key_file) ==
           std::tie(b.reflector, b.port, b.mode, b.sequence, b.key_file);
}

}  // namespace

ConfigChanges compare(const Config& running, const Config& next) {
    Comparison comparison;
    comparison.uplinks(running, next);
    comparison.lans(running, next);
    comparison.peers(running, next);
    comparison.settings(running, next);
    comparison.fixed("interfaces", running.interfaces == next.interfaces);
    comparison.fixed("control_socket", running.control_socket == next.control_socket);
    comparison.fixed("state_directory", running.state_directory == next.state_directory);
    comparison.fixed("quick_crash_detection", running.quick_crash_detection == next.quick_crash_detection);
    comparison.fixed("[[pool]]", running.pools == next.pools);
    comparison.fixed("capacity of [flows]", running.flows.capacity == next.flows.capacity);
    comparison.fixed("[xdp]", running.xdp == next.xdp);
    comparison.fixed("[metrics]", running.metrics == next.metrics);
    comparison.fixed("[stamp]", same_stamp(running.stamp, next.stamp));
    comparison.fixed("key_log of [debug]", running.key_log == next.key_log);
    return comparison.take();
}

}  // namespace hawser::loader

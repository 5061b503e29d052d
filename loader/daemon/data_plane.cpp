// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/data_plane.h"

#include <algorithm>
#include <array>
#include <vector>

#include "loader/plan/selector_ranges.h"

namespace hawser::loader {
namespace {

std::vector<Attachment> wanted_attachments(const MapPlan& plan) {
    std::vector<Attachment> wanted;
    for (const auto& [ifindex, iface] : plan.ifaces) {
        switch (iface.role) {
            case HW_ROLE_LAN:
                // In the other mode it would only let packets pass, and cost them its call.
                if (plan.config.forwarding == HW_FORWARDING_FAST) wanted.push_back({Hook::kLan, ifindex});
                break;
            case HW_ROLE_TUNNEL:
                wanted.push_back({Hook::kTunnel, ifindex});
                break;
            case HW_ROLE_BUNDLE:
                wanted.push_back({Hook::kBundle, ifindex});
                break;
            case HW_ROLE_UPLINK:
                wanted.push_back({Hook::kUplink, ifindex});
                wanted.push_back({Hook::kUplinkIn, ifindex});
                break;
            case HW_ROLE_HUB:
                wanted.push_back({Hook::kHub, ifindex});
                wanted.push_back({Hook::kHubIn, ifindex});
                break;
            default:
                break;
        }
    }
    return wanted;
}

void append_selectors(std::vector<Selector>& selectors, const IpPrefix& prefix, const hw_selector& entry) {
    for (const hw_selector_range& range : ranges_of(entry)) {
        selectors.push_back(
            {prefix.address(), prefix.last(), range.protocol, range.port_first, range.port_last});
    }
}

constexpr std::array kSides = {HW_SELECTOR_REMOTE, HW_SELECTOR_LOCAL};

bool is_of(const SelectorKey& key, TunnelId tunnel, hw_selector_side side) {
    return key.tunnel == tunnel && key.side == side;
}

std::map<uint32_t, hw_rule> moving_rules(const MapPlan& plan) {
    std::map<uint32_t, hw_rule> rules = plan.rules;
    std::erase_if(rules, [](const auto& rule) { return (rule.second.flags & HW_RULE_MOVES) == 0; });
    return rules;
}

bool same_ways(const MapPlan& a, const MapPlan& b) {
    return a.nets == b.nets && a.bundles == b.bundles && a.selectors == b.selectors &&
           a.rule_sets == b.rule_sets && a.matches == b.matches && moving_rules(a) == moving_rules(b);
}

}  // namespace

Result<void> DataPlane::adopt() {
    auto plan = maps_.read_plan();
    if (!plan) return plan.error().within("reading the data plane's maps");
    auto states = maps_.read_tunnel_states();
    if (!states) return states.error().within("reading the tunnels' states");
    current_ = *std::move(plan);
    states_ = *std::move(states);
    dirty_ = false;
    return {};
}

Result<void> DataPlane::apply(MapPlan wanted) {
    if (dirty_) {
        if (auto read = adopt(); !read) return read;
    }
    raise_generation_ = raise_generation_ || !same_ways(current_, wanted);
    wanted.config.generation = current_.config.generation + (raise_generation_ ? 1 : 0);
    const MapChanges changes = diff(current_, wanted);
    if (changes.empty()) return {};
    if (auto applied = maps_.apply(changes); !applied) {
        dirty_ = true;
        return applied.error().within("writing the data plane's maps");
    }
    raise_generation_ = false;
    current_ = std::move(wanted);
    for (const TunnelId tunnel : changes.new_tunnels)
        states_[tunnel] = HW_TUNNEL_DOWN;
    return {};
}

Result<void> DataPlane::set_selectors(TunnelId tunnel, const NegotiatedTunnel& known) {
    if (dirty_) {
        if (auto read = adopt(); !read) return read;
    }
    if (current_.tunnels.count(tunnel) == 0) return {};
    MapChanges changes;
    for (const hw_selector_side side : kSides) {
        const auto wanted = selector_entries(side == HW_SELECTOR_LOCAL ? known.local : known.remote);
        for (const auto& [prefix, value] : wanted) {
            const SelectorKey key{tunnel, side, prefix};
            const auto present = current_.selectors.find(key);
            if (present == current_.selectors.end() || !(present->second == value))
                changes.selectors.set.emplace_back(key, value);
        }
        auto entry = current_.selectors.lower_bound({tunnel, side, IpPrefix()});
        for (; entry != current_.selectors.end() && is_of(entry->first, tunnel, side); ++entry) {
            if (wanted.count(entry->first.prefix) == 0) changes.selectors.removed.push_back(entry->first);
        }
    }
    if (changes.empty()) return {};
    changes.config = current_.config;
    ++changes.config->generation;
    if (auto applied = maps_.apply(changes); !applied) {
        dirty_ = true;
        raise_generation_ = true;
        return applied.error().within("writing a tunnel's selectors");
    }
    for (const SelectorKey& key : changes.selectors.removed)
        current_.selectors.erase(key);
    for (const auto& [key, value] : changes.selectors.set)
        current_.selectors.insert_or_assign(key, value);
    current_.config = *changes.config;
    return {};
}

Result<void> DataPlane::attach() {
    auto present = programs_.attached();
    if (!present) return present.error();
    const std::vector<Attachment> wanted = wanted_attachments(current_);
    for (const Attachment& where : wanted) {
        if (replaced_ && std::find(present->begin(), present->end(), where) != present->end()) continue;
        if (auto attached = programs_.attach(where); !attached) return attached;
    }
    replaced_ = true;
    for (const Attachment& where : *present) {
        if (std::find(wanted.begin(), wanted.end(), where) != wanted.end()) continue;
        if (auto detached = programs_.detach(where); !detached) return detached;
    }
    return {};
}

Result<void> DataPlane::set_state(TunnelId tunnel, hw_tunnel_state state) {
    auto written = maps_.set_tunnel_state(tunnel, state);
    if (written.ok()) states_[tunnel] = state;
    return written;
}

hw_tunnel_state DataPlane::state(TunnelId tunnel) const {
    const auto found = states_.find(tunnel);
    return found == states_.end() ? HW_TUNNEL_DOWN : found->second;
}

std::set<uint32_t> peers_in_the_clear(const Config& config, const DataPlane& data_plane) {
    std::set<uint32_t> open;
    for (const PeerConfig& peer : config.peers) {
        const bool usable =
            std::any_of(peer.tunnels.begin(), peer.tunnels.end(), [&](const TunnelConfig& tunnel) {
                return data_plane.state(TunnelId(tunnel.id)) != HW_TUNNEL_DOWN;
            });
        if (peer.fail == FailChoice::kOpen && !usable) open.insert(peer.id);
    }
    return open;
}

NegotiatedTunnel DataPlane::negotiated(TunnelId tunnel) const {
    NegotiatedTunnel known;
    // The selectors of one tunnel stand together; all of them are many on a hub.
    for (const hw_selector_side side : kSides) {
        auto entry = current_.selectors.lower_bound({tunnel, side, IpPrefix()});
        for (; entry != current_.selectors.end() && is_of(entry->first, tunnel, side); ++entry)
            append_selectors(side == HW_SELECTOR_LOCAL ? known.local : known.remote, entry->first.prefix,
                             entry->second);
    }
    const auto found = current_.tunnels.find(tunnel);
    if (found == current_.tunnels.end()) return known;
    known.mtu = found->second.mtu;
    const auto bundle = current_.bundles.find(BundleId(found->second.bundle));
    known.peer_is_hawser =
        bundle != current_.bundles.end() && (bundle->second.flags & HW_BUNDLE_PEER_HAWSER) != 0;
    return known;
}

}  // namespace hawser::loader

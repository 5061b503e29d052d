// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/plan_maps.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "loader/plan/exceptions.h"
#include "loader/plan/maglev.h"
#include "loader/plan/plan_rules.h"
#include "loader/plan/plan_tiers.h"

namespace hawser::loader {
namespace {

/// Rounded up, so that what is more than 0 stays more than 0.
uint32_t whole_seconds(Duration duration) {
    return static_cast<uint32_t>(std::chrono::ceil<std::chrono::seconds>(duration).count());
}

/// Fills one plan, peer by peer.
class Planner {
 public:
    Planner(const KernelFacts& facts, const Negotiated& negotiated, const PolicyChoices& policies,
            bool shared)
        : facts_(facts), negotiated_(negotiated), policies_(policies), shared_(shared) {}

    void add_lan(const std::string& interface) {
        if (const uint32_t index = ifindex(interface); index != 0) {
            plan.ifaces[index] = hw_iface{HW_ROLE_LAN, 0};
        }
    }

    void add_uplink(const std::string& interface, uint32_t number) {
        if (const uint32_t index = ifindex(interface); index != 0) {
            plan.ifaces[index] = hw_iface{HW_ROLE_UPLINK, number};
        }
    }

    Result<void> add_peer(const PeerConfig& peer);

    MapPlan plan;

 private:
    [[nodiscard]] uint32_t ifindex(const std::string& interface) const {
        const auto found = facts_.ifindexes.find(interface);
        return found == facts_.ifindexes.end() ? 0 : found->second;
    }
    [[nodiscard]] const NegotiatedTunnel* negotiated(const TunnelConfig& tunnel) const {
        const auto found = negotiated_.find(TunnelId(tunnel.id));
        return found == negotiated_.end() ? nullptr : &found->second;
    }
    [[nodiscard]] std::vector<const TunnelConfig*> existing_tunnels(const PeerConfig& peer) const;
    [[nodiscard]] bool peer_is_hawser(const std::vector<const TunnelConfig*>& tunnels) const;
    void add_tunnel(const TunnelConfig& tunnel, BundleId bundle);
    void apply_choices(TunnelId tunnel);
    void add_selectors(TunnelId tunnel, const NegotiatedTunnel& known);
    void add_bundle(const PeerConfig& peer, const std::vector<const TunnelConfig*>& tunnels);
    void add_rings(BundleId bundle, const std::vector<const TunnelConfig*>& tunnels);

    const KernelFacts& facts_;
    const Negotiated& negotiated_;
    const PolicyChoices& policies_;
    bool shared_;  ///< one interface for all of them
};

Result<void> check_limits(const PeerConfig& peer) {
    if (peer.id == 0 || peer.id >= HW_MAX_BUNDLES) {
        return Error(fmt::format("plan of peer {}: bundle id {} is not in 1..{}", peer.name, peer.id,
                                 HW_MAX_BUNDLES - 1));
    }
    if (peer.tunnels.size() > HW_MAX_MEMBERS) {
        return Error(fmt::format("plan of peer {}: {} tunnels, and a bundle holds at most {}", peer.name,
                                 peer.tunnels.size(), HW_MAX_MEMBERS));
    }
    for (const TunnelConfig& tunnel : peer.tunnels) {
        if (tunnel.id == 0 || tunnel.id >= HW_MAX_TUNNELS) {
            return Error(fmt::format("plan of tunnel {}: tunnel id {} is not in 1..{}", tunnel.name,
                                     tunnel.id, HW_MAX_TUNNELS - 1));
        }
        if (tunnel.tier < 1 || tunnel.tier > HW_MAX_TIERS) {
            return Error(fmt::format("plan of tunnel {}: tier {} is not in 1..{}", tunnel.name, tunnel.tier,
                                     HW_MAX_TIERS));
        }
    }
    return {};
}

std::vector<const TunnelConfig*> Planner::existing_tunnels(const PeerConfig& peer) const {
    std::vector<const TunnelConfig*> tunnels;
    for (const TunnelConfig& tunnel : peer.tunnels) {
        if (ifindex(tunnel.interface_name) != 0) tunnels.push_back(&tunnel);
    }
    // So that the order in the file does not change the plan.
    std::sort(tunnels.begin(), tunnels.end(),
              [](const TunnelConfig* a, const TunnelConfig* b) { return a->id < b->id; });
    return tunnels;
}

/// All that we know of must agree: breaking ties between owners works only if both sides do it.
bool Planner::peer_is_hawser(const std::vector<const TunnelConfig*>& tunnels) const {
    bool any = false;
    for (const TunnelConfig* tunnel : tunnels) {
        const NegotiatedTunnel* known = negotiated(*tunnel);
        if (known == nullptr) continue;
        if (!known->peer_is_hawser) return false;
        any = true;
    }
    return any;
}

Result<void> Planner::add_peer(const PeerConfig& peer) {
    if (Result<void> limits = check_limits(peer); !limits) return limits;
    const std::vector<const TunnelConfig*> tunnels = existing_tunnels(peer);
    for (const TunnelConfig* tunnel : tunnels) {
        if (plan.tunnels.contains(TunnelId(tunnel->id))) {
            return Error(
                fmt::format("plan of tunnel {}: another tunnel has its id {}", tunnel->name, tunnel->id));
        }
        add_tunnel(*tunnel, BundleId(peer.id));
    }
    add_bundle(peer, tunnels);
    add_rings(BundleId(peer.id), tunnels);
    plan_rules(peer, policies_, plan);
    return {};
}

void Planner::apply_choices(TunnelId tunnel) {
    const auto found = policies_.tunnels.find(tunnel);
    if (found == policies_.tunnels.end()) return;
    const TunnelChoice& choice = found->second;
    hw_tunnel& entry = plan.tunnels[tunnel];
    entry.weight = choice.weight.value_or(entry.weight);
    entry.flags |=
        (choice.draining ? HW_TUNNEL_WANTED_DRAINING : 0) | (choice.set_aside ? HW_TUNNEL_SET_ASIDE : 0);
}

void Planner::add_tunnel(const TunnelConfig& tunnel, BundleId bundle) {
    const NegotiatedTunnel* known = negotiated(tunnel);
    hw_tunnel entry{};
    entry.ifindex = ifindex(tunnel.interface_name);
    entry.if_id = tunnel.if_id;
    entry.bundle = bundle.value();
    entry.tier = place_of(policies_, bundle, tunnel.tier);
    entry.weight = tunnel.weight;
    entry.mtu = known != nullptr && known->mtu != 0 ? known->mtu : kDefaultTunnelMtu;

    const TunnelId id(tunnel.id);
    plan.tunnels[id] = entry;
    if (shared_) {
        plan.tunnels[id].flags |= HW_TUNNEL_SHARED_INTERFACE;
        plan.if_ids[IfId(tunnel.if_id)] = id;
    }
    apply_choices(id);
    plan.ifaces[entry.ifindex] = shared_ ? hw_iface{HW_ROLE_HUB, 0} : hw_iface{HW_ROLE_TUNNEL, tunnel.id};
    plan.probe_ids[probe_id_of(id)] = id;
    if (known != nullptr) add_selectors(id, *known);
}

void Planner::add_selectors(TunnelId tunnel, const NegotiatedTunnel& known) {
    for (const auto& [prefix, entry] : selector_entries(known.remote)) {
        plan.selectors[{tunnel, HW_SELECTOR_REMOTE, prefix}] = entry;
    }
    for (const auto& [prefix, entry] : selector_entries(known.local)) {
        plan.selectors[{tunnel, HW_SELECTOR_LOCAL, prefix}] = entry;
    }
}

uint32_t failback_seconds(const PeerConfig& peer) {
    switch (peer.failback) {
        case FailbackChoice::kSticky:
            break;
        case FailbackChoice::kImmediate:
            return 0;
        case FailbackChoice::kDrain:
            return whole_seconds(peer.failback_after);
    }
    return HW_FAILBACK_NEVER;
}

void Planner::add_bundle(const PeerConfig& peer, const std::vector<const TunnelConfig*>& tunnels) {
    hw_bundle bundle{};
    bundle.ifindex = ifindex(peer.interface_name);
    if (bundle.ifindex == 0) return;
    bundle.mtu = kDefaultTunnelMtu;
    bundle.flags = (peer_is_hawser(tunnels) ? HW_BUNDLE_PEER_HAWSER : 0) |
                   (peer.fail == FailChoice::kOpen ? HW_BUNDLE_FAIL_OPEN : 0) |
                   (shared_ ? HW_BUNDLE_SHARED_INTERFACE : 0);
    bundle.failback_s = failback_seconds(peer);
    apply_tier_choice(policies_, BundleId(peer.id), bundle);
    for (const TunnelConfig* tunnel : tunnels) {
        const uint32_t mtu = plan.tunnels[TunnelId(tunnel->id)].mtu;
        bundle.mtu = bundle.member_count == 0 ? mtu : std::min(bundle.mtu, mtu);
        bundle.members[bundle.member_count++] = tunnel->id;
    }
    plan.bundles[BundleId(peer.id)] = bundle;
    plan.ifaces[bundle.ifindex] = shared_ ? hw_iface{HW_ROLE_HUB, 0} : hw_iface{HW_ROLE_BUNDLE, peer.id};
}

void Planner::add_rings(BundleId bundle, const std::vector<const TunnelConfig*>& tunnels) {
    std::map<uint32_t, std::vector<RingMember>> tiers;
    for (const TunnelConfig* tunnel : tunnels) {
        const hw_tunnel& entry = plan.tunnels[TunnelId(tunnel->id)];
        tiers[entry.tier].push_back({TunnelId(tunnel->id), entry.weight});
    }
    for (auto& [tier, members] : tiers) {
        Ring ring = maglev_ring(members);
        if (!ring.empty()) plan.rings[{bundle, tier}] = std::move(ring);
    }
}

/// Tables whose size depends on what is configured and negotiated; the others are bounded by ids.
Result<void> check_sizes(const MapPlan& plan) {
    size_t nets4 = 0;
    for (const auto& [prefix, net] : plan.nets)
        nets4 += prefix.family() == Family::kIpv4 ? 1 : 0;
    const struct {
        const char* what;
        size_t used;
        size_t limit;
    } tables[] = {
        {"IPv4 networks", nets4, HW_MAX_NETS},
        {"IPv6 networks", plan.nets.size() - nets4, HW_MAX_NETS},
        {"selectors", plan.selectors.size(), HW_MAX_SELECTORS},
        {"interfaces", plan.ifaces.size(), HW_MAX_IFACES},
        {"rules", plan.rules.size(), HW_MAX_RULES - 1},
        {"combinations of the rules' networks, protocols and ports", plan.matches.size(), HW_MAX_ALL_MATCHES},
    };
    for (const auto& table : tables) {
        if (table.used > table.limit) {
            return Error(fmt::format("plan of the maps: {} {}, and there is room for {}", table.used,
                                     table.what, table.limit));
        }
    }
    return {};
}

hw_config plan_config(const Config& config, const DataPlaneChoices& choices) {
    hw_config plan{};
    plan.abi_version = HW_ABI_VERSION;
    plan.forwarding = static_cast<hw_u32>(choices.forwarding);
    plan.hash_seed = choices.hash_seed;
    plan.silence_ms = static_cast<hw_u32>(config.silence / std::chrono::milliseconds(1));
    plan.idle_s[HW_IDLE_NEW] = whole_seconds(config.flows.unanswered);
    plan.idle_s[HW_IDLE_TCP] = whole_seconds(config.flows.tcp);
    plan.idle_s[HW_IDLE_TCP_CLOSED] = whole_seconds(config.flows.tcp_closed);
    plan.idle_s[HW_IDLE_UDP] = whole_seconds(config.flows.udp);
    plan.idle_s[HW_IDLE_SCTP] = whole_seconds(config.flows.sctp);
    plan.idle_s[HW_IDLE_ICMP] = whole_seconds(config.flows.icmp);
    plan.idle_s[HW_IDLE_OTHER] = whole_seconds(config.flows.other);
    return plan;
}

}  // namespace

Result<MapPlan> plan_maps(const Config& config, const KernelFacts& facts, const Negotiated& negotiated,
                          const DataPlaneChoices& choices) {
    Planner planner(facts, negotiated, choices.policies, config.interfaces == InterfacesChoice::kShared);
    planner.plan.config = plan_config(config, choices);
    for (size_t i = 0; i < config.uplinks.size(); ++i)
        planner.add_uplink(config.uplinks[i].interface, static_cast<uint32_t>(i) + 1);
    for (const std::string& interface : config.lan_interfaces)
        planner.add_lan(interface);
    for (const PeerConfig& peer : config.peers) {
        if (Result<void> added = planner.add_peer(peer); !added) return added.error();
    }
    planner.plan.nets = plan_nets(config, facts, negotiated);
    if (Result<void> sizes = check_sizes(planner.plan); !sizes) return sizes.error();
    return std::move(planner.plan);
}

}  // namespace hawser::loader

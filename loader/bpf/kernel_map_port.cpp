// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/kernel_map_port.h"

#include <fmt/format.h>

#include <algorithm>

#include "loader/bpf/owned_fd.h"
#include "loader/bpf/per_cpu.h"

namespace hawser::loader {
namespace {

/// Every entry in turn, up to the first failure.
template <typename Entries, typename Write>
Result<void> each(const Entries& entries, Write write) {
    for (const auto& entry : entries) {
        if (Result<void> written = write(entry); !written) return written;
    }
    return {};
}

/// Each step in turn, up to the first failure.
template <typename... Steps>
Result<void> in_order(Steps... steps) {
    Result<void> result;
    (void)((result = steps(), result.ok()) && ...);
    return result;
}

Result<OwnedFd> make_ring(const Ring& ring) {
    if (ring.empty() || ring.size() > HW_MAX_RING_SLOTS)
        return Error(fmt::format("a ring of {} slots", ring.size()));
    // An inner map may have another size than the template only where both say so (kernel 5.10).
    bpf_map_create_opts options{};
    options.sz = sizeof options;
    options.map_flags = BPF_F_INNER_MAP;
    OwnedFd inner(bpf_map_create(BPF_MAP_TYPE_ARRAY, "hw_ring", sizeof(uint32_t), sizeof(uint32_t),
                                 static_cast<uint32_t>(ring.size()) + 1, &options));
    if (!inner) return Error::system("make a ring", -inner.get());
    std::vector<uint32_t> entries{static_cast<uint32_t>(ring.size())};
    entries.insert(entries.end(), ring.begin(), ring.end());
    const ArrayTable<uint32_t> slots(inner.get(), "hw_ring");
    if (Result<void> filled = slots.write_array(entries); !filled) return filled.error();
    return inner;
}

Error no_room(const char* what, uint32_t id, uint32_t size) {
    return Error(
        fmt::format("{} id {} is not in 1..{}, for which the maps were made; a restart of hawserd "
                    "makes larger ones and keeps the flows",
                    what, id, size - 1));
}

}  // namespace

KernelMapPort::KernelMapPort(const MapFds& fds)
    : config_(fds.config, HW_MAP_CONFIG),
      nets4_(fds.nets4, HW_MAP_NETS4),
      nets6_(fds.nets6, HW_MAP_NETS6),
      bundles_(fds.bundles, HW_MAP_BUNDLES),
      rings_(fds.rings, HW_MAP_RINGS),
      tunnels_(fds.tunnels, HW_MAP_TUNNELS),
      states_(fds.tunnel_state, HW_MAP_TUNNEL_STATE),
      ifaces_(fds.ifaces, HW_MAP_IFACES),
      selectors_(fds.selectors, HW_MAP_SELECTORS),
      probe_ids_(fds.probe_ids, HW_MAP_PROBE_IDS),
      if_ids_(fds.if_ids, HW_MAP_IF_IDS),
      rule_sets_(fds.rule_sets, HW_MAP_RULE_SETS),
      matches_(fds.matches, HW_MAP_MATCHES),
      rules_(fds.rules, HW_MAP_RULES),
      watches_(fds.tunnel_watch, HW_MAP_TUNNEL_WATCH),
      pins_({fds.pins4, fds.pins6, fds.new_pins4, fds.new_pins6}),
      pin_counts_(fds.pin_counts),
      drops_(fds.drops),
      stats_(fds.tunnel_stats) {}

Result<void> KernelMapPort::apply(const MapChanges& changes) {
    // The configuration last: its generation sends the pins to the networks, which must be the new ones.
    return in_order([&] { return check_room(changes); }, [&] { return set_all(changes); },
                    [&] { return remove_all(changes); },
                    [&] { return changes.config ? config_.write(0, *changes.config) : Result<void>(); });
}

Result<void> KernelMapPort::check_tunnel(TunnelId tunnel) const {
    if (tunnel.value() != 0 && tunnel.value() < tunnels_.size()) return {};
    return no_room("tunnel", tunnel.value(), tunnels_.size());
}

Result<void> KernelMapPort::check_room(const MapChanges& changes) const {
    for (const auto& [tunnel, entry] : changes.tunnels.set) {
        if (Result<void> valid = check_tunnel(tunnel); !valid) return valid;
    }
    for (const auto& [bundle, entry] : changes.bundles.set) {
        if (bundle.value() == 0 || bundle.value() >= bundles_.size())
            return no_room("bundle", bundle.value(), bundles_.size());
    }
    for (const auto& [slot, rule] : changes.rules.set) {
        if (slot >= rules_.size()) return no_room("rule", slot, rules_.size());
    }
    for (const auto& [index, match] : changes.matches.set) {
        if (index >= matches_.size()) return no_room("match", index + 1, matches_.size() + 1);
    }
    return {};
}

Result<void> KernelMapPort::set_all(const MapChanges& changes) {
    return in_order(
        [&] { return each(changes.new_tunnels, [&](TunnelId id) { return start_tunnel(id); }); },
        [&] {
            return each(changes.tunnels.set,
                        [&](const auto& entry) { return tunnels_.write(entry.first.value(), entry.second); });
        },
        [&] {
            return each(changes.selectors.set, [&](const auto& entry) {
                return selectors_.write(selector_key_of(entry.first), entry.second);
            });
        },
        // Before its rings, and after them when it goes: where a ring is, a bundle is too.
        [&] {
            return each(changes.bundles.set,
                        [&](const auto& entry) { return bundles_.write(entry.first.value(), entry.second); });
        },
        [&] { return write_rings(changes.rings.set); }, [&] { return set_rules(changes); },
        [&] {
            return each(changes.probe_ids.set, [&](const auto& entry) {
                return probe_ids_.write(entry.first, entry.second.value());
            });
        },
        [&] {
            return each(changes.if_ids.set, [&](const auto& entry) {
                return if_ids_.write(entry.first.value(), entry.second.value());
            });
        },
        [&] {
            return each(changes.ifaces.set,
                        [&](const auto& entry) { return ifaces_.write(entry.first, entry.second); });
        },
        [&] {
            return each(changes.nets.set,
                        [&](const auto& entry) { return write_net(entry.first, entry.second); });
        });
}

Result<void> KernelMapPort::remove_all(const MapChanges& changes) {
    return in_order(
        [&] { return each(changes.nets.removed, [&](const IpPrefix& prefix) { return erase_net(prefix); }); },
        [&] {
            return each(changes.ifaces.removed, [&](uint32_t ifindex) { return ifaces_.erase(ifindex); });
        },
        [&] { return each(changes.probe_ids.removed, [&](uint16_t id) { return probe_ids_.erase(id); }); },
        [&] { return remove_rules(changes); },
        [&] { return each(changes.if_ids.removed, [&](IfId id) { return if_ids_.erase(id.value()); }); },
        [&] {
            return each(changes.rings.removed,
                        [&](const RingKey& key) { return rings_.erase(ring_index_of(key)); });
        },
        [&] {
            return each(changes.bundles.removed,
                        [&](BundleId bundle) { return bundles_.write(bundle.value(), hw_bundle{}); });
        },
        [&] {
            return each(changes.selectors.removed,
                        [&](const SelectorKey& key) { return selectors_.erase(selector_key_of(key)); });
        },
        [&] { return each(changes.tunnels.removed, [&](TunnelId id) { return remove_tunnel(id); }); });
}

Result<void> KernelMapPort::start_tunnel(TunnelId tunnel) {
    if (Result<void> down = set_tunnel_state(tunnel, HW_TUNNEL_DOWN); !down) return down;
    if (Result<void> silent = watches_.write(tunnel.value(), {}); !silent) return silent;
    return clear_per_cpu<hw_tunnel_stats>(stats_, tunnel.value(), HW_MAP_TUNNEL_STATS);
}

/// Its pins remain and name it: down, it carries none of them, and a new tunnel of this id starts down too.
Result<void> KernelMapPort::remove_tunnel(TunnelId tunnel) {
    if (Result<void> down = set_tunnel_state(tunnel, HW_TUNNEL_DOWN); !down) return down;
    return tunnels_.write(tunnel.value(), hw_tunnel{});
}

Result<void> KernelMapPort::write_net(const IpPrefix& prefix, const hw_net& net) {
    if (prefix.family() == Family::kIpv4) return nets4_.write(net4_key_of(prefix), net);
    return nets6_.write(net6_key_of(prefix), net);
}

Result<void> KernelMapPort::erase_net(const IpPrefix& prefix) {
    if (prefix.family() == Family::kIpv4) return nets4_.erase(net4_key_of(prefix));
    return nets6_.erase(net6_key_of(prefix));
}

/// New inner maps, filled before anybody sees them, some at a time. The outer map keeps them; those that they
/// replace are freed when the last program has left them.
Result<void> KernelMapPort::write_rings(const std::vector<std::pair<RingKey, Ring>>& rings) {
    constexpr size_t kAtATime = 128;
    for (size_t from = 0; from < rings.size(); from += kAtATime) {
        std::vector<OwnedFd> inners;
        std::vector<uint32_t> indexes;
        std::vector<uint32_t> fds;
        for (size_t i = from; i < std::min(from + kAtATime, rings.size()); ++i) {
            auto inner = make_ring(rings[i].second);
            if (!inner) return inner.error();
            indexes.push_back(ring_index_of(rings[i].first));
            fds.push_back(static_cast<uint32_t>(inner->get()));
            inners.push_back(*std::move(inner));
        }
        if (Result<void> written = rings_.write_batch(indexes, fds); !written) return written;
    }
    return {};
}

Result<void> KernelMapPort::set_tunnel_state(TunnelId tunnel, hw_tunnel_state state) {
    if (Result<void> valid = check_tunnel(tunnel); !valid)
        return valid.error().within("set a tunnel's state");
    return states_.write(tunnel.value(), static_cast<uint32_t>(state));
}

}  // namespace hawser::loader

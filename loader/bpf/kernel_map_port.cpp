// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/kernel_map_port.h"

#include <fmt/format.h>

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

Result<void> check_tunnel(TunnelId tunnel) {
    if (tunnel.value() == 0 || tunnel.value() >= HW_MAX_TUNNELS) {
        return Error(fmt::format("tunnel id {} is not in 1..{}", tunnel.value(), HW_MAX_TUNNELS - 1));
    }
    return {};
}

}  // namespace

KernelMapPort::KernelMapPort(const MapFds& fds)
    : config_(fds.config, HW_MAP_CONFIG, 1),
      nets4_(fds.nets4, HW_MAP_NETS4),
      nets6_(fds.nets6, HW_MAP_NETS6),
      bundles_(fds.bundles, HW_MAP_BUNDLES, HW_MAX_BUNDLES),
      rings_(fds.rings, HW_MAP_RINGS),
      tunnels_(fds.tunnels, HW_MAP_TUNNELS, HW_MAX_TUNNELS),
      states_(fds.tunnel_state, HW_MAP_TUNNEL_STATE, HW_MAX_TUNNELS),
      ifaces_(fds.ifaces, HW_MAP_IFACES),
      selectors_(fds.selectors, HW_MAP_SELECTORS),
      probe_ids_(fds.probe_ids, HW_MAP_PROBE_IDS),
      pins_(fds.pins, HW_MAP_PINS),
      drops_(fds.drops),
      stats_(fds.tunnel_stats) {}

Result<void> KernelMapPort::apply(const MapChanges& changes) {
    return in_order([&] { return set_all(changes); },
                    [&] { return changes.config ? config_.write(0, *changes.config) : Result<void>(); },
                    [&] { return remove_all(changes); });
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
        [&] {
            return each(changes.rings.set,
                        [&](const auto& entry) { return write_ring(entry.first, entry.second); });
        },
        [&] {
            return each(changes.bundles.set,
                        [&](const auto& entry) { return bundles_.write(entry.first.value(), entry.second); });
        },
        [&] {
            return each(changes.probe_ids.set, [&](const auto& entry) {
                return probe_ids_.write(entry.first, entry.second.value());
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
        [&] {
            return each(changes.bundles.removed,
                        [&](BundleId bundle) { return bundles_.write(bundle.value(), hw_bundle{}); });
        },
        [&] {
            return each(changes.rings.removed,
                        [&](const RingKey& key) { return rings_.erase(ring_index_of(key)); });
        },
        [&] {
            return each(changes.selectors.removed,
                        [&](const SelectorKey& key) { return selectors_.erase(selector_key_of(key)); });
        },
        [&] { return each(changes.tunnels.removed, [&](TunnelId id) { return remove_tunnel(id); }); });
}

Result<void> KernelMapPort::start_tunnel(TunnelId tunnel) {
    if (Result<void> down = set_tunnel_state(tunnel, HW_TUNNEL_DOWN); !down) return down;
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

/// A new inner map, filled before anybody sees it. The outer map keeps it; the one that it replaces is freed
/// when the last program has left it.
Result<void> KernelMapPort::write_ring(const RingKey& key, const Ring& ring) {
    if (ring.size() != HW_RING_SIZE) return Error(fmt::format("a ring of {} slots", ring.size()));
    const OwnedFd inner(bpf_map_create(BPF_MAP_TYPE_ARRAY, "hw_ring", sizeof(uint32_t), sizeof(uint32_t),
                                       HW_RING_SIZE, nullptr));
    if (!inner) return Error::system("make a ring", -inner.get());
    const ArrayTable<uint32_t> slots(inner.get(), "hw_ring", HW_RING_SIZE);
    if (Result<void> filled = slots.write_array(ring); !filled) return filled;
    return rings_.write(ring_index_of(key), static_cast<uint32_t>(inner.get()));
}

Result<void> KernelMapPort::set_tunnel_state(TunnelId tunnel, hw_tunnel_state state) {
    if (Result<void> valid = check_tunnel(tunnel); !valid)
        return valid.error().within("set a tunnel's state");
    return states_.write(tunnel.value(), static_cast<uint32_t>(state));
}

}  // namespace hawser::loader

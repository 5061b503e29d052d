// SPDX-License-Identifier: BSD-2-Clause
// What KernelMapPort reads.
#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>

#include "loader/bpf/kernel_map_port.h"
#include "loader/bpf/owned_fd.h"
#include "loader/bpf/per_cpu.h"

namespace hawser::loader {
namespace {

Error foreign_entry(const char* map) {
    return Error(fmt::format("read map {}: an entry is not one that Hawser writes", map));
}

}  // namespace

Result<MapPlan> KernelMapPort::read_plan() {
    MapPlan plan;
    Result<std::optional<hw_config>> config = config_.read(0);
    if (!config) return config.error();
    if (*config) plan.config = **config;
    if (Result<void> read = read_networks(plan); !read) return read.error();
    if (Result<void> read = read_arrays(plan); !read) return read.error();
    if (Result<void> read = read_rules(plan); !read) return read.error();
    if (Result<void> read = read_rings(plan); !read) return read.error();
    if (Result<void> read = read_hashes(plan); !read) return read.error();
    return plan;
}

Result<void> KernelMapPort::read_networks(MapPlan& plan) {
    const auto take = [&plan](const auto& entries, const char* map) -> Result<void> {
        if (!entries) return entries.error();
        for (const auto& [key, net] : *entries) {
            const std::optional<IpPrefix> prefix = prefix_of(key);
            if (!prefix) return foreign_entry(map);
            plan.nets[*prefix] = net;
        }
        return {};
    };
    if (Result<void> taken = take(nets4_.read_all(), HW_MAP_NETS4); !taken) return taken;
    return take(nets6_.read_all(), HW_MAP_NETS6);
}

Result<void> KernelMapPort::read_arrays(MapPlan& plan) {
    Result<std::vector<hw_bundle>> bundles = bundles_.read_array();
    if (!bundles) return bundles.error();
    for (uint32_t id = 0; id < bundles->size(); ++id) {
        if ((*bundles)[id].ifindex != 0) plan.bundles[BundleId(id)] = (*bundles)[id];
    }
    Result<std::vector<hw_tunnel>> tunnels = tunnels_.read_array();
    if (!tunnels) return tunnels.error();
    for (uint32_t id = 0; id < tunnels->size(); ++id) {
        if ((*tunnels)[id].ifindex != 0) plan.tunnels[TunnelId(id)] = (*tunnels)[id];
    }
    return {};
}

Result<void> KernelMapPort::read_rings(MapPlan& plan) {
    // Only where bundles are: before 6.8 the kernel waits some milliseconds after each look into a map of
    // maps.
    std::vector<RingKey> owners;
    for (const auto& [bundle, entry] : plan.bundles)
        owners.push_back({bundle});
    for (const auto& [slot, rule] : plan.rules)
        owners.push_back({BundleId(rule.bundle), 0, slot});
    for (RingKey key : owners) {
        for (key.tier = 0; key.tier < HW_MAX_TIERS; ++key.tier) {
            Result<std::optional<uint32_t>> map_id = rings_.read(ring_index_of(key));
            if (!map_id) return map_id.error();
            if (!*map_id) continue;
            Result<Ring> ring = read_ring(**map_id);
            // Without CAP_SYS_ADMIN no map is opened by its id. Unread, it is written again.
            if (!ring && ring.error().error_number() == EPERM) continue;
            if (!ring) return ring.error();
            plan.rings[key] = std::move(*ring);
        }
    }
    return {};
}

Result<Ring> KernelMapPort::read_ring(uint32_t map_id) {
    const OwnedFd inner(bpf_map_get_fd_by_id(map_id));
    if (!inner) return Error::system(fmt::format("open ring map {}", map_id), -inner.get());
    Result<Ring> entries = ArrayTable<uint32_t>(inner.get(), "hw_ring").read_array();
    if (!entries) return entries;
    if (entries->empty() || entries->front() != entries->size() - 1) return foreign_entry(HW_MAP_RINGS);
    entries->erase(entries->begin());
    return entries;
}

Result<void> KernelMapPort::read_hashes(MapPlan& plan) {
    auto ifaces = ifaces_.read_all();
    if (!ifaces) return ifaces.error();
    plan.ifaces.insert(ifaces->begin(), ifaces->end());
    auto probes = probe_ids_.read_all();
    if (!probes) return probes.error();
    for (const auto& [id, tunnel] : *probes)
        plan.probe_ids[static_cast<uint16_t>(id)] = TunnelId(tunnel);
    auto if_ids = if_ids_.read_all();
    if (!if_ids) return if_ids.error();
    for (const auto& [id, tunnel] : *if_ids)
        plan.if_ids[IfId(id)] = TunnelId(tunnel);
    auto selectors = selectors_.read_all();
    if (!selectors) return selectors.error();
    for (const auto& [key, value] : *selectors) {
        const std::optional<SelectorKey> selector = selector_of(key);
        if (!selector) return foreign_entry(HW_MAP_SELECTORS);
        plan.selectors[*selector] = value;
    }
    return {};
}

Result<std::vector<TunnelId>> KernelMapPort::existing_tunnels() {
    Result<std::vector<hw_tunnel>> tunnels = tunnels_.read_array();
    if (!tunnels) return tunnels.error();
    std::vector<TunnelId> ids;
    for (uint32_t id = 0; id < tunnels->size(); ++id) {
        if ((*tunnels)[id].ifindex != 0) ids.emplace_back(id);
    }
    return ids;
}

Result<std::map<TunnelId, hw_tunnel_state>> KernelMapPort::read_tunnel_states() {
    Result<std::vector<TunnelId>> tunnels = existing_tunnels();
    if (!tunnels) return tunnels.error();
    Result<std::vector<uint32_t>> states = states_.read_array();
    if (!states) return states.error();
    std::map<TunnelId, hw_tunnel_state> result;
    for (TunnelId tunnel : *tunnels)
        result[tunnel] = static_cast<hw_tunnel_state>((*states)[tunnel.value()]);
    return result;
}

Result<std::map<TunnelId, hw_tunnel_stats>> KernelMapPort::read_tunnel_stats() {
    Result<std::vector<TunnelId>> tunnels = existing_tunnels();
    if (!tunnels) return tunnels.error();
    std::map<TunnelId, hw_tunnel_stats> result;
    for (TunnelId tunnel : *tunnels) {
        Result<hw_tunnel_stats> stats =
            read_per_cpu<hw_tunnel_stats>(stats_, tunnel.value(), HW_MAP_TUNNEL_STATS);
        if (!stats) return stats.error();
        result[tunnel] = *stats;
    }
    return result;
}

Result<DropCounters> KernelMapPort::read_drops() {
    DropCounters drops{};
    for (uint32_t reason = 0; reason < HW_DROP_COUNT; ++reason) {
        Result<hw_counter> counter = read_per_cpu<hw_counter>(drops_, reason, HW_MAP_DROPS);
        if (!counter) return counter.error();
        drops[reason] = *counter;
    }
    return drops;
}

Result<PinBatch> KernelMapPort::read_pins(PinCursor from, size_t limit) {
    return pins_.read(from, limit);
}

Result<std::optional<hw_pin>> KernelMapPort::find_pin(PinTable table, const FlowKey& flow) {
    return pins_.find(table, flow);
}

Result<bool> KernelMapPort::erase_pin(PinTable table, const FlowKey& flow) {
    return pins_.erase(table, flow);
}

Result<PinCounts> KernelMapPort::read_pin_counts() {
    PinCounts counts{};
    for (uint32_t what = 0; what < HW_PIN_COUNT_COUNT; ++what) {
        Result<uint64_t> sum = read_per_cpu<uint64_t>(pin_counts_, what, HW_MAP_PIN_COUNTS);
        if (!sum) return sum.error();
        counts[what] = *sum;
    }
    return counts;
}

Result<std::map<TunnelId, hw_tunnel_watch>> KernelMapPort::read_tunnel_watches() {
    Result<std::vector<TunnelId>> tunnels = existing_tunnels();
    if (!tunnels) return tunnels.error();
    Result<std::vector<hw_tunnel_watch>> watches = watches_.read_array();
    if (!watches) return watches.error();
    std::map<TunnelId, hw_tunnel_watch> result;
    for (TunnelId tunnel : *tunnels)
        result[tunnel] = (*watches)[tunnel.value()];
    return result;
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/fake_map_port.h"

#include <algorithm>

namespace hawser::loader {
namespace {

/// What the kernel's maps cannot take.
Result<void> check_fits(const MapPlan& plan) {
    const auto nets4 =
        static_cast<size_t>(std::count_if(plan.nets.begin(), plan.nets.end(), [](const auto& entry) {
            return entry.first.family() == Family::kIpv4;
        }));
    if (nets4 > HW_MAX_NETS || plan.nets.size() - nets4 > HW_MAX_NETS)
        return Error("write map hw_nets: full");
    if (plan.selectors.size() > HW_MAX_SELECTORS) return Error("write map hw_selectors: full");
    if (plan.ifaces.size() > HW_MAX_IFACES) return Error("write map hw_ifaces: full");
    if (plan.probe_ids.size() > HW_MAX_PROBE_IDS) return Error("write map hw_probe_ids: full");
    for (const auto& [key, ring] : plan.rings) {
        if (ring.empty() || ring.size() > HW_MAX_RING_SLOTS)
            return Error("a ring of " + std::to_string(ring.size()) + " slots");
        if (key.bundle.value() >= HW_MAX_BUNDLES || key.tier >= HW_MAX_TIERS)
            return Error("write map hw_rings: no such index");
    }
    if (!plan.bundles.empty() && plan.bundles.rbegin()->first.value() >= HW_MAX_BUNDLES) {
        return Error("write map hw_bundles: no such index");
    }
    if (!plan.tunnels.empty() && plan.tunnels.rbegin()->first.value() >= HW_MAX_TUNNELS) {
        return Error("write map hw_tunnels: no such index");
    }
    return {};
}

}  // namespace

Result<void> FakeMapPort::take_failure() {
    if (!failure_) return {};
    Error error(*failure_);
    failure_.reset();
    return error;
}

Result<void> FakeMapPort::apply(const MapChanges& changes) {
    if (Result<void> allowed = take_failure(); !allowed) return allowed;
    MapPlan next = patched(plan_, changes);
    if (Result<void> fits = check_fits(next); !fits) return fits;
    plan_ = std::move(next);
    for (TunnelId tunnel : changes.new_tunnels) {
        states_[tunnel] = HW_TUNNEL_DOWN;
        watches.erase(tunnel);
        stats.erase(tunnel);
    }
    for (TunnelId tunnel : changes.tunnels.removed)
        states_[tunnel] = HW_TUNNEL_DOWN;
    return {};
}

Result<void> FakeMapPort::set_tunnel_state(TunnelId tunnel, hw_tunnel_state state) {
    if (tunnel.value() == 0 || tunnel.value() >= HW_MAX_TUNNELS)
        return Error("set a tunnel's state: no such id");
    if (Result<void> allowed = take_failure(); !allowed) return allowed;
    states_[tunnel] = state;
    state_writes.emplace_back(tunnel, state);
    return {};
}

Result<std::map<TunnelId, hw_tunnel_state>> FakeMapPort::read_tunnel_states() {
    std::map<TunnelId, hw_tunnel_state> existing;
    for (const auto& [tunnel, entry] : plan_.tunnels)
        existing[tunnel] = states_[tunnel];
    return existing;
}

Result<MapPlan> FakeMapPort::read_plan() {
    return plan_;
}

/// One table at a time; positions count within it.
Result<PinBatch> FakeMapPort::read_pins(PinCursor from, size_t limit) {
    PinBatch batch;
    uint32_t position = 0;
    for (const Pin& pin : pins) {
        if (pin.table != from.table) continue;
        if (position++ < from.position.value_or(0)) continue;
        if (batch.pins.size() == std::max<size_t>(limit, 1)) {
            batch.next = PinCursor{from.table, position - 1};
            break;
        }
        batch.pins.push_back(pin);
    }
    if (!batch.next && from.table != kPinTables.back()) {
        batch.next = PinCursor{static_cast<PinTable>(static_cast<int>(from.table) + 1), std::nullopt};
    }
    if (after_read_pins) after_read_pins();
    return batch;
}

Result<std::optional<hw_pin>> FakeMapPort::find_pin(PinTable table, const FlowKey& flow) {
    for (const Pin& pin : pins) {
        if (pin.table == table && pin.flow == flow) return std::optional(pin.entry);
    }
    return std::optional<hw_pin>();
}

Result<bool> FakeMapPort::erase_pin(PinTable table, const FlowKey& flow) {
    return std::erase_if(pins, [&](const Pin& pin) { return pin.table == table && pin.flow == flow; }) != 0;
}

Result<PinCounts> FakeMapPort::read_pin_counts() {
    return pin_counts;
}

Result<std::map<TunnelId, hw_tunnel_watch>> FakeMapPort::read_tunnel_watches() {
    std::map<TunnelId, hw_tunnel_watch> existing;
    for (const auto& [tunnel, entry] : plan_.tunnels)
        existing[tunnel] = watches[tunnel];
    return existing;
}

Result<std::map<TunnelId, hw_tunnel_stats>> FakeMapPort::read_tunnel_stats() {
    std::map<TunnelId, hw_tunnel_stats> existing;
    for (const auto& [tunnel, entry] : plan_.tunnels)
        existing[tunnel] = stats[tunnel];
    return existing;
}

Result<DropCounters> FakeMapPort::read_drops() {
    return drops;
}

}  // namespace hawser::loader

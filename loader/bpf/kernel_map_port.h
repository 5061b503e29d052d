// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "loader/bpf/abi_keys.h"
#include "loader/bpf/map_port.h"
#include "loader/bpf/map_table.h"
#include "loader/bpf/pin_tables.h"

namespace hawser::loader {

/// Descriptors of the maps, which their owner keeps open as long as a port uses them.
struct MapFds {
    int config = -1;
    int nets4 = -1;
    int nets6 = -1;
    int bundles = -1;
    int rings = -1;
    int tunnels = -1;
    int tunnel_state = -1;
    int ifaces = -1;
    int selectors = -1;
    int probe_ids = -1;
    int if_ids = -1;
    int rule_sets = -1;
    int matches = -1;
    int rules = -1;
    int tunnel_watch = -1;
    int pins4 = -1;
    int pins6 = -1;
    int new_pins4 = -1;
    int new_pins6 = -1;
    int pin_counts = -1;
    int drops = -1;
    int tunnel_stats = -1;
};

/// The maps of the running kernel.
class KernelMapPort : public MapPort {
 public:
    explicit KernelMapPort(const MapFds& fds);

    Result<void> apply(const MapChanges& changes) override;
    Result<void> set_tunnel_state(TunnelId tunnel, hw_tunnel_state state) override;
    Result<std::map<TunnelId, hw_tunnel_state>> read_tunnel_states() override;
    Result<MapPlan> read_plan() override;
    Result<PinBatch> read_pins(PinCursor from, size_t limit) override;
    Result<std::optional<hw_pin>> find_pin(PinTable table, const FlowKey& flow) override;
    Result<bool> erase_pin(PinTable table, const FlowKey& flow) override;
    Result<PinCounts> read_pin_counts() override;
    Result<std::map<TunnelId, hw_tunnel_watch>> read_tunnel_watches() override;
    Result<std::map<TunnelId, hw_tunnel_stats>> read_tunnel_stats() override;
    Result<DropCounters> read_drops() override;

 private:
    [[nodiscard]] Result<void> check_room(const MapChanges& changes) const;
    [[nodiscard]] Result<void> check_tunnel(TunnelId tunnel) const;
    Result<void> set_all(const MapChanges& changes);
    Result<void> remove_all(const MapChanges& changes);
    Result<void> start_tunnel(TunnelId tunnel);
    Result<void> remove_tunnel(TunnelId tunnel);
    Result<void> write_net(const IpPrefix& prefix, const hw_net& net);
    Result<void> erase_net(const IpPrefix& prefix);
    Result<void> set_rules(const MapChanges& changes);
    Result<void> remove_rules(const MapChanges& changes);
    Result<void> write_rings(const std::vector<std::pair<RingKey, Ring>>& rings);

    Result<void> read_networks(MapPlan& plan);
    Result<void> read_rings(MapPlan& plan);
    Result<void> read_arrays(MapPlan& plan);
    Result<void> read_hashes(MapPlan& plan);
    Result<void> read_rules(MapPlan& plan);
    Result<Ring> read_ring(uint32_t map_id);
    Result<std::vector<TunnelId>> existing_tunnels();

    ArrayTable<hw_config> config_;
    MapTable<hw_net4_key, hw_net> nets4_;
    MapTable<hw_net6_key, hw_net> nets6_;
    ArrayTable<hw_bundle> bundles_;
    ArrayTable<uint32_t> rings_;  ///< written: a descriptor, read: a map's id
    ArrayTable<hw_tunnel> tunnels_;
    ArrayTable<uint32_t> states_;
    MapTable<uint32_t, hw_iface> ifaces_;
    MapTable<hw_selector_key, hw_selector> selectors_;
    MapTable<uint32_t, uint32_t> probe_ids_;
    MapTable<uint32_t, uint32_t> if_ids_;
    ArrayTable<hw_rule_set> rule_sets_;
    ArrayTable<hw_match> matches_;
    ArrayTable<hw_rule> rules_;
    ArrayTable<hw_tunnel_watch> watches_;
    PinTables pins_;
    int pin_counts_;
    int drops_;
    int stats_;
};

}  // namespace hawser::loader

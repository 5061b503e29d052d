// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loader/bpf/map_port.h"

namespace hawser::loader {

/// The maps in memory, with the kernel's manners: limits of bpf/abi.h, arrays whose slots always exist,
/// and removing what is not there succeeds. For tests of what stands above the port.
class FakeMapPort : public MapPort {
 public:
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

    /// The next call that writes fails with `text`, and changes nothing.
    void fail_next_write(std::string text) { failure_ = std::move(text); }
    /// Called between reading a batch of pins and what is done with it.
    std::function<void()> after_read_pins;

    /// What the data plane would have left; tests fill it.
    std::vector<Pin> pins;
    PinCounts pin_counts{};
    std::map<TunnelId, hw_tunnel_watch> watches;
    std::map<TunnelId, hw_tunnel_stats> stats;
    DropCounters drops{};

    /// Calls of set_tunnel_state that succeeded, in order.
    std::vector<std::pair<TunnelId, hw_tunnel_state>> state_writes;

 private:
    Result<void> take_failure();
    MapPlan plan_;
    std::map<TunnelId, hw_tunnel_state> states_;
    std::optional<std::string> failure_;
};

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "bpf/abi.h"
#include "bpf/hawser.skel.h"
#include "tests/bpf/flow.h"
#include "tests/bpf/network.h"

namespace hawser::bpf {

struct TunnelSpec {
    uint32_t tier = 0;
    uint32_t weight = 1;
    hw_tunnel_state state = HW_TUNNEL_UP;
    uint32_t mtu = 1400;
    uint32_t bundle = 1;
    uint32_t flags = 0;
};

/// What a program answered to one packet.
struct Outcome {
    int verdict = -1;  ///< TC_ACT_*
    Bytes packet;      ///< with its link-layer header
};

/// Sizes of the maps of pins, of each family.
struct Capacity {
    uint32_t fresh = 65536;
    uint32_t proven = 65536;
};

inline constexpr uint32_t kBundle = 1;

/// The programs and maps of one test. Bundle 1 has 10.2.0.0/16 and 2001:db8:2::/48, is sticky, and its flows
/// never grow too old.
class DataPlane {
 public:
    static Result<std::unique_ptr<DataPlane>> load(const Network& network, Capacity capacity = {});

    void set_forwarding(hw_forwarding forwarding);
    void change_config(const std::function<void(hw_config&)>& change);
    void change_bundle(const std::function<void(hw_bundle&)>& change, uint32_t id = kBundle);
    void set_bundle_flags(uint32_t flags);
    /// One more bundle, without tunnels and networks.
    void add_bundle(uint32_t id);
    /// Adds the tunnel to its bundle with selectors that let everything through; rings come from
    /// build_rings().
    void add_tunnel(uint32_t id, TunnelSpec spec = {});
    void set_state(uint32_t id, hw_tunnel_state state);
    /// One ring for each tier of each bundle that has tunnels, with slots in proportion to the weights.
    void build_rings(uint32_t slots = 1021);
    /// Replaces a ring of bundle 1 by one in which every slot holds `id`.
    void fill_ring(uint32_t tier, uint32_t id, uint32_t slots = 1021);
    void remove_ring(uint32_t tier);
    /// A rule of bundle 1, by its number from 1, whose flows take these tunnels: members, and rings of each
    /// tier.
    void set_rule(uint32_t number, const std::vector<uint32_t>& members, uint32_t flags = 0);
    /// After those that are there.
    void add_match(hw_match match);
    void add_net(const std::string& prefix, uint32_t bundle, uint32_t flags = 0);
    void clear_selectors(uint32_t tunnel);
    void add_selector(uint32_t tunnel, hw_selector_side side, const std::string& prefix,
                      hw_selector selector);
    void add_probe_id(uint16_t id, uint32_t tunnel);

    Outcome lan(const Bytes& packet, uint32_t gso_size = 0);
    Outcome bundle(const Bytes& packet);
    Outcome tunnel(uint32_t id, const Bytes& packet);

    /// Proven or new.
    [[nodiscard]] std::optional<hw_pin> pin(const FlowKey& key) const;
    [[nodiscard]] std::optional<hw_pin> new_pin(const Flow& flow) const;
    [[nodiscard]] std::optional<hw_pin> proven_pin(const Flow& flow) const;
    [[nodiscard]] std::optional<hw_pin> pin(const Flow& flow) const { return pin(flow.key()); }
    /// Writes it among the proven ones if its flags say so, else among the new ones.
    void set_pin(const FlowKey& key, const hw_pin& pin);
    /// What the programs have kept of the maps for the rest of a tick (bpf/way.h). What changes the maps of
    /// tunnels and bundles here does it too.
    void forget_ways();
    void change_pin(const Flow& flow, const std::function<void(hw_pin&)>& change);
    /// The tunnel of the flow's pin, 0 if it has none.
    [[nodiscard]] uint32_t pinned(const Flow& flow) const;
    [[nodiscard]] uint64_t drops(hw_drop reason) const;
    /// All of them, those that are only counted too.
    [[nodiscard]] uint64_t all_drops() const;
    [[nodiscard]] uint64_t pin_count(hw_pin_count what) const;
    [[nodiscard]] hw_tunnel_stats stats(uint32_t tunnel) const;
    [[nodiscard]] hw_tunnel_watch watch(uint32_t tunnel) const;
    void set_watch(uint32_t tunnel, const hw_tunnel_watch& watch);
    [[nodiscard]] hw_bundle_watch bundle_watch(uint32_t bundle = kBundle) const;
    void set_bundle_watch(const hw_bundle_watch& watch, uint32_t bundle = kBundle);

    [[nodiscard]] hawser_bpf& skeleton() { return *skeleton_; }
    [[nodiscard]] const Network& network() const { return network_; }
    ~DataPlane() { hawser_bpf__destroy(skeleton_); }
    DataPlane(const DataPlane&) = delete;
    DataPlane& operator=(const DataPlane&) = delete;

 private:
    explicit DataPlane(const Network& network) : network_(network) {}
    void settle();
    void write_bundle(uint32_t id);
    void write_ring(uint32_t number, uint32_t tier, const std::vector<uint32_t>& slots);
    Outcome run(const bpf_program* program, uint32_t ifindex, const Bytes& packet, uint32_t gso_size = 0);

    const Network& network_;
    hawser_bpf* skeleton_ = nullptr;
    hw_config config_{};
    std::map<uint32_t, hw_bundle> bundles_;
    std::map<uint32_t, TunnelSpec> tunnels_;
    hw_rule_set rules_{0, 0, 1, 0};  ///< of bundle 1
};

}  // namespace hawser::bpf

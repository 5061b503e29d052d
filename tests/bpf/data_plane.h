// SPDX-License-Identifier: BSD-2-Clause
#pragma once

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
};

/// What a program answered to one packet.
struct Outcome {
    int verdict = -1;  ///< TC_ACT_*
    Bytes packet;      ///< with its link-layer header
};

/// The programs and maps of one test, with the settings of one bundle (id 1).
class DataPlane {
 public:
    static Result<std::unique_ptr<DataPlane>> load(const Network& network, uint32_t pins = 65536);

    void set_forwarding(hw_forwarding forwarding);
    void set_bundle_flags(uint32_t flags);
    /// Adds the tunnel to the bundle with selectors that let everything through; rings come from
    /// build_rings().
    void add_tunnel(uint32_t id, TunnelSpec spec = {});
    void set_state(uint32_t id, hw_tunnel_state state);
    /// One ring for each tier that has tunnels, with slots in proportion to the weights.
    void build_rings();
    /// Replaces one ring by one in which every slot holds `id`.
    void fill_ring(uint32_t tier, uint32_t id);
    void remove_ring(uint32_t tier);
    void add_net(const std::string& prefix, uint32_t bundle, uint32_t flags = 0);
    void clear_selectors(uint32_t tunnel);
    void add_selector(uint32_t tunnel, hw_selector_side side, const std::string& prefix,
                      hw_selector selector);
    void add_probe_id(uint16_t id, uint32_t tunnel);

    Outcome lan(const Bytes& packet, uint32_t gso_size = 0);
    Outcome bundle(const Bytes& packet);
    Outcome tunnel(uint32_t id, const Bytes& packet);

    [[nodiscard]] std::optional<hw_pin> pin(const hw_flow_key& key) const;
    [[nodiscard]] std::optional<hw_pin> pin(const Flow& flow) const { return pin(flow.key()); }
    void set_pin(const hw_flow_key& key, const hw_pin& pin);
    /// The tunnel of the flow's pin, 0 if it has none.
    [[nodiscard]] uint32_t pinned(const Flow& flow) const;
    [[nodiscard]] uint64_t drops(hw_drop reason) const;
    /// All of them, those that are only counted too.
    [[nodiscard]] uint64_t all_drops() const;
    [[nodiscard]] hw_tunnel_stats stats(uint32_t tunnel) const;

    [[nodiscard]] hawser_bpf& skeleton() { return *skeleton_; }
    [[nodiscard]] const Network& network() const { return network_; }
    ~DataPlane() { hawser_bpf__destroy(skeleton_); }
    DataPlane(const DataPlane&) = delete;
    DataPlane& operator=(const DataPlane&) = delete;

 private:
    explicit DataPlane(const Network& network) : network_(network) {}
    void settle();
    void write_bundle();
    void write_ring(uint32_t tier, const std::vector<uint32_t>& slots);
    Outcome run(const bpf_program* program, uint32_t ifindex, const Bytes& packet, uint32_t gso_size = 0);

    const Network& network_;
    hawser_bpf* skeleton_ = nullptr;
    hw_bundle bundle_{};
    std::map<uint32_t, TunnelSpec> tunnels_;
};

inline constexpr uint32_t kBundle = 1;

}  // namespace hawser::bpf

// SPDX-License-Identifier: BSD-2-Clause
// What the programs have written: pins, counters, watches.
#include <bpf/libbpf.h>

#include "base/check.h"
#include "tests/bpf/data_plane.h"

namespace hawser::bpf {
namespace {

template <typename Key, typename Value>
void write(const bpf_map* map, const Key& key, const Value& value) {
    int result = bpf_map__update_elem(map, &key, sizeof(key), &value, sizeof(value), BPF_ANY);
    HAWSER_CHECK(result == 0, "writing a map");
}

template <typename Value>
Value read(const bpf_map* map, uint32_t key) {
    Value value{};
    int result = bpf_map__lookup_elem(map, &key, sizeof(key), &value, sizeof(value), 0);
    HAWSER_CHECK(result == 0, "reading a map");
    return value;
}

template <typename Value>
std::vector<Value> per_cpu(const bpf_map* map, uint32_t key) {
    std::vector<Value> values(static_cast<size_t>(libbpf_num_possible_cpus()));
    int result =
        bpf_map__lookup_elem(map, &key, sizeof(key), values.data(), values.size() * sizeof(Value), 0);
    HAWSER_CHECK(result == 0, "reading a per-CPU map");
    return values;
}

template <typename Key>
std::optional<hw_pin> find_in(const bpf_map* map, const Key& key) {
    hw_pin pin{};
    if (bpf_map__lookup_elem(map, &key, sizeof(key), &pin, sizeof(pin), 0) != 0) return std::nullopt;
    return pin;
}

std::optional<hw_pin> find(const FlowKey& key, const bpf_map* map4, const bpf_map* map6) {
    return key.family == Family::kIpv4 ? find_in(map4, key.v4) : find_in(map6, key.v6);
}

}  // namespace

std::optional<hw_pin> DataPlane::pin(const FlowKey& key) const {
    auto& maps = skeleton_->maps;
    auto proven = find(key, maps.hw_pins4, maps.hw_pins6);
    return proven ? proven : find(key, maps.hw_new_pins4, maps.hw_new_pins6);
}

std::optional<hw_pin> DataPlane::new_pin(const Flow& flow) const {
    return find(flow.key(), skeleton_->maps.hw_new_pins4, skeleton_->maps.hw_new_pins6);
}

std::optional<hw_pin> DataPlane::proven_pin(const Flow& flow) const {
    return find(flow.key(), skeleton_->maps.hw_pins4, skeleton_->maps.hw_pins6);
}

void DataPlane::set_pin(const FlowKey& key, const hw_pin& pin) {
    auto& maps = skeleton_->maps;
    bool proven = (pin.flags & HW_PIN_PROVEN) != 0;
    if (key.family == Family::kIpv4)
        write(proven ? maps.hw_pins4 : maps.hw_new_pins4, key.v4, pin);
    else
        write(proven ? maps.hw_pins6 : maps.hw_new_pins6, key.v6, pin);
}

void DataPlane::change_pin(const Flow& flow, const std::function<void(hw_pin&)>& change) {
    auto found = pin(flow);
    HAWSER_CHECK(found.has_value(), "changing a pin that is not there");
    change(*found);
    set_pin(flow.key(), *found);
}

uint32_t DataPlane::pinned(const Flow& flow) const {
    auto found = pin(flow);
    return found ? found->tunnel : 0;
}

uint64_t DataPlane::drops(hw_drop reason) const {
    uint64_t sum = 0;
    for (const hw_counter& counter : per_cpu<hw_counter>(skeleton_->maps.hw_drops, reason))
        sum += counter.packets;
    return sum;
}

uint64_t DataPlane::all_drops() const {
    uint64_t sum = 0;
    for (int reason = 0; reason < HW_DROP_COUNT; ++reason)
        sum += drops(static_cast<hw_drop>(reason));
    return sum;
}

uint64_t DataPlane::pin_count(hw_pin_count what) const {
    uint64_t sum = 0;
    for (uint64_t count : per_cpu<uint64_t>(skeleton_->maps.hw_pin_counts, what))
        sum += count;
    return sum;
}

hw_tunnel_watch DataPlane::watch(uint32_t tunnel) const {
    return read<hw_tunnel_watch>(skeleton_->maps.hw_tun_watch, tunnel);
}

void DataPlane::set_watch(uint32_t tunnel, const hw_tunnel_watch& watch) {
    write(skeleton_->maps.hw_tun_watch, tunnel, watch);
    forget_ways();
}

hw_bundle_watch DataPlane::bundle_watch(uint32_t bundle) const {
    return read<hw_bundle_watch>(skeleton_->maps.hw_bun_watch, bundle);
}

void DataPlane::set_bundle_watch(const hw_bundle_watch& watch, uint32_t bundle) {
    write(skeleton_->maps.hw_bun_watch, bundle, watch);
}

hw_tunnel_stats DataPlane::stats(uint32_t tunnel) const {
    hw_tunnel_stats sum{};
    for (const hw_tunnel_stats& one : per_cpu<hw_tunnel_stats>(skeleton_->maps.hw_tun_stats, tunnel)) {
        sum.packets_out += one.packets_out;
        sum.bytes_out += one.bytes_out;
        sum.packets_in += one.packets_in;
        sum.bytes_in += one.bytes_in;
        sum.flows_taken += one.flows_taken;
        sum.flows_moved_away += one.flows_moved_away;
        sum.probes_answered += one.probes_answered;
        sum.probe_replies += one.probe_replies;
    }
    return sum;
}

}  // namespace hawser::bpf

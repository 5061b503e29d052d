// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/abi_v1.h"

#include <arpa/inet.h>
#include <linux/bpf.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace hawser::loader::abi_v1 {
namespace {

static_assert(sizeof(Config) == 16 && sizeof(Bundle) == 80 && sizeof(Tunnel) == 24 && sizeof(FlowKey) == 44 &&
              sizeof(Pin) == 56);

struct KnownMap {
    std::string_view name;
    MapShape shape;
    bool same_values;  ///< as in this version
};

constexpr uint32_t kSelectorValue = 8;

constexpr std::array kMaps{
    KnownMap{HW_MAP_CONFIG, {BPF_MAP_TYPE_ARRAY, 4, sizeof(Config), 0, 0}, false},
    KnownMap{HW_MAP_NETS4, {BPF_MAP_TYPE_LPM_TRIE, 8, 8, BPF_F_NO_PREALLOC, 0}, true},
    KnownMap{HW_MAP_NETS6, {BPF_MAP_TYPE_LPM_TRIE, 20, 8, BPF_F_NO_PREALLOC, 0}, true},
    KnownMap{HW_MAP_BUNDLES, {BPF_MAP_TYPE_ARRAY, 4, sizeof(Bundle), 0, 0}, false},
    KnownMap{HW_MAP_RINGS, {BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 0, 0}, false},
    KnownMap{HW_MAP_TUNNELS, {BPF_MAP_TYPE_ARRAY, 4, sizeof(Tunnel), 0, 0}, false},
    KnownMap{HW_MAP_TUNNEL_STATE, {BPF_MAP_TYPE_ARRAY, 4, 4, 0, 0}, true},
    KnownMap{HW_MAP_IFACES, {BPF_MAP_TYPE_HASH, 4, 8, 0, 0}, true},
    KnownMap{HW_MAP_SELECTORS, {BPF_MAP_TYPE_LPM_TRIE, 28, kSelectorValue, BPF_F_NO_PREALLOC, 0}, false},
    KnownMap{HW_MAP_PROBE_IDS, {BPF_MAP_TYPE_HASH, 4, 4, 0, 0}, true},
    KnownMap{kPinMap, {BPF_MAP_TYPE_LRU_HASH, sizeof(FlowKey), sizeof(Pin), 0, 0}, false},
    KnownMap{HW_MAP_DROPS, {BPF_MAP_TYPE_PERCPU_ARRAY, 4, 16, 0, 0}, true},
    KnownMap{HW_MAP_TUNNEL_STATS, {BPF_MAP_TYPE_PERCPU_ARRAY, 4, 64, 0, 0}, true},
};

const KnownMap* find(std::string_view name) {
    const auto found =
        std::find_if(kMaps.begin(), kMaps.end(), [name](const KnownMap& map) { return map.name == name; });
    return found == kMaps.end() ? nullptr : &*found;
}

template <typename T>
T read_as(ByteView bytes) {
    T value{};
    std::memcpy(&value, bytes.data(), std::min(sizeof value, bytes.size()));
    return value;
}

template <typename T>
Bytes bytes_of(const T& value) {
    Bytes bytes(sizeof value);
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

hw_config convert(const Config& old) {
    hw_config config{};
    config.abi_version = HW_ABI_VERSION;
    config.forwarding = old.forwarding;
    config.hash_seed = old.hash_seed;
    return config;
}

hw_bundle convert(const Bundle& old) {
    hw_bundle bundle{};
    bundle.ifindex = old.ifindex;
    bundle.mtu = old.mtu;
    bundle.flags = old.flags;
    bundle.failback_s = HW_FAILBACK_NEVER;
    bundle.member_count = old.member_count;
    std::copy(std::begin(old.members), std::end(old.members), bundle.members);
    return bundle;
}

hw_tunnel convert(const Tunnel& old) {
    hw_tunnel tunnel{};
    std::memcpy(&tunnel, &old, sizeof old);
    return tunnel;
}

hw_selector convert(const hw_selector_range& old) {
    hw_selector selector{};
    selector.count = 1;
    selector.ranges[0] = old;
    return selector;
}

}  // namespace

std::optional<MapShape> shape_of(std::string_view name) {
    const KnownMap* known = find(name);
    return known == nullptr ? std::nullopt : std::optional(known->shape);
}

std::optional<Bytes> convert_value(std::string_view name, ByteView value) {
    const KnownMap* known = find(name);
    if (known == nullptr) return std::nullopt;
    if (known->same_values) return to_bytes(value);
    if (name == HW_MAP_CONFIG) return bytes_of(convert(read_as<Config>(value)));
    if (name == HW_MAP_BUNDLES) return bytes_of(convert(read_as<Bundle>(value)));
    if (name == HW_MAP_TUNNELS) return bytes_of(convert(read_as<Tunnel>(value)));
    // A selector was one range.
    if (name == HW_MAP_SELECTORS) return bytes_of(convert(read_as<hw_selector_range>(value)));
    return std::nullopt;
}

std::optional<loader::Pin> convert_pin(const FlowKey& key, const Pin& pin) {
    if (key.family != 4 && key.family != 6) return std::nullopt;
    const size_t size = key.family == 4 ? 4 : 16;
    const bool proven = pin.packets_out != 0 && pin.packets_in != 0;
    loader::Pin converted;
    converted.flow = {.local = IpAddress::from_bytes(ByteView(key.local_addr, size)),
                      .remote = IpAddress::from_bytes(ByteView(key.remote_addr, size)),
                      .local_port = ntohs(key.local_port),
                      .remote_port = ntohs(key.remote_port),
                      .protocol = key.protocol};
    converted.table = pin_table(converted.flow.local.family(), proven);
    hw_pin& entry = converted.entry;
    entry.tunnel = pin.tunnel;
    entry.last_moved_from = pin.last_moved_from;
    entry.bundle = static_cast<hw_u16>(key.bundle);
    entry.role = pin.role;
    entry.flags = static_cast<hw_u8>(pin.flags | (proven ? HW_PIN_PROVEN : 0));
    entry.follow_moves = pin.follow_moves;
    entry.strays = pin.strays;
    entry.moves = static_cast<hw_u16>(std::min<hw_u32>(pin.moves, UINT16_MAX));
    entry.created_s = static_cast<hw_u32>(pin.created_ns / 1'000'000'000U);
    entry.last_seen_ns = pin.last_seen_ns;
    entry.last_moved_ns = pin.last_moved_ns;
    entry.packets_out = pin.packets_out;
    entry.packets_in = pin.packets_in;
    return converted;
}

}  // namespace hawser::loader::abi_v1

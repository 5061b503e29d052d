// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "bpf/abi.h"
#include "loader/bpf/map_shape.h"
#include "loader/bpf/pins.h"

/// Version 1 of the map ABI, as far as its maps' contents are worth something to this version.
namespace hawser::loader::abi_v1 {

inline constexpr hw_u32 kVersion = 1;
/// One LRU hash of all flows.
inline constexpr const char* kPinMap = "hw_pins";

struct Config {
    hw_u32 abi_version;
    hw_u32 forwarding;
    hw_u32 hash_seed;
    hw_u32 flags;
};
struct Bundle {
    hw_u32 ifindex;
    hw_u32 mtu;
    hw_u32 flags;
    hw_u32 member_count;
    hw_u32 members[HW_MAX_MEMBERS];
};
struct Tunnel {
    hw_u32 ifindex;
    hw_u32 if_id;
    hw_u32 bundle;
    hw_u32 tier;
    hw_u32 weight;
    hw_u32 mtu;
};
struct FlowKey {
    hw_u32 bundle;
    hw_u8 family;
    hw_u8 protocol;
    hw_u8 pad[2];
    hw_u8 local_addr[16];
    hw_u8 remote_addr[16];
    hw_u16 local_port;
    hw_u16 remote_port;
};
struct Pin {
    hw_u32 tunnel;
    hw_u8 role;
    hw_u8 flags;
    hw_u8 follow_moves;
    hw_u8 strays;
    hw_u32 moves;
    hw_u32 last_moved_from;
    hw_u64 created_ns;
    hw_u64 last_seen_ns;
    hw_u64 last_moved_ns;
    hw_u64 packets_out;
    hw_u64 packets_in;
};

/// What the map `name` had; absent for names that version 1 did not have.
[[nodiscard]] std::optional<MapShape> shape_of(std::string_view name);

/// The value that this version has for a value of the map `name`; absent where its entries are not taken
/// over. Bytes of shape_of(name).
[[nodiscard]] std::optional<Bytes> convert_value(std::string_view name, ByteView value);

/// Absent for an entry that cannot be one: an unknown family.
[[nodiscard]] std::optional<loader::Pin> convert_pin(const FlowKey& key, const Pin& pin);

}  // namespace hawser::loader::abi_v1

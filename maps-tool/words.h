// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bpf/abi.h"

namespace hawser::maps {

// The words that people and programs read for the numbers in the maps. A number that has no word, because the
// maps are of a newer Hawser, is shown as itself.

/// `ts_mismatch`
[[nodiscard]] std::string drop_name(uint32_t drop);
/// Some are counted only, and the packet goes on.
[[nodiscard]] bool is_dropped(uint32_t drop);
/// `down`, `degraded`, `up`, `draining`
[[nodiscard]] std::string tunnel_state_name(uint32_t state);
/// `fast`, `stack`
[[nodiscard]] std::string forwarding_name(uint32_t forwarding);
/// `none`, `lan`, `tunnel`, `bundle`, `uplink`, `hub`
[[nodiscard]] std::string role_name(uint32_t role);
/// `owner`, `follower`
[[nodiscard]] std::string pin_role_name(uint32_t role);
/// `remote`, `local`
[[nodiscard]] std::string selector_side_name(uint32_t side);

/// `pin-moved`
[[nodiscard]] std::string event_kind_name(uint32_t kind);
[[nodiscard]] std::optional<uint16_t> event_kind_number(std::string_view text);
/// All that have one, in the order of their numbers.
[[nodiscard]] std::vector<std::string_view> event_kind_names();
/// `made`, `proven`, `moved`, `ended`, `renewed`
[[nodiscard]] std::string pin_count_name(uint32_t count);
/// `tcp_closed`; of enum hw_idle
[[nodiscard]] std::string idle_name(uint32_t idle);

/// `tcp`
[[nodiscard]] std::string protocol_name(uint8_t protocol);
/// Of a name as protocol_name gives it, or of a number 0..255.
[[nodiscard]] std::optional<uint8_t> protocol_number(std::string_view text);

/// The name of an interface; `if4` where it does not exist any more, and empty for 0.
[[nodiscard]] std::string interface_name(uint32_t ifindex);

/// `3.2 s`, `5 min`, `2 h 3 min`; nanoseconds of CLOCK_MONOTONIC.
[[nodiscard]] std::string describe_age(uint64_t nanoseconds);
/// From `then` to `now`; 0 where `then` is later.
[[nodiscard]] uint64_t age(uint64_t now, uint64_t then);

}  // namespace hawser::maps

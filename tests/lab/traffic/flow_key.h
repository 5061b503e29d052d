// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace hawser::traffic {

/// A packet's flow as addresses and ports in text: this is an observer for tests, not a fast path. ICMP has
/// its id as both ports; a protocol without ports, and a later fragment, have 0.
struct FlowKey {
    std::uint8_t protocol = 0;
    std::string source, destination;
    std::uint16_t source_port = 0, destination_port = 0;

    auto operator<=>(const FlowKey&) const = default;

    /// `packet` begins with the IP header. Nothing when it is no IP packet or too short. IPv6 extension
    /// headers are not followed: their packets count by address.
    [[nodiscard]] static std::optional<FlowKey> of(std::span<const std::byte> packet);
};

}  // namespace hawser::traffic

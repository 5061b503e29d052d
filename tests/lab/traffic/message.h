// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace hawser::traffic {

/// What a flow sends and its server echoes: the flow's number and the message's, in a fixed size so that a
/// TCP stream needs no other framing.
struct Message {
    static constexpr std::size_t kSize = 32;

    std::uint32_t flow = 0;
    std::uint32_t number = 0;
    double sent_ms = 0;  ///< monotonic clock of who sent it

    [[nodiscard]] std::array<std::byte, kSize> encode() const;
    /// Nothing when the bytes are not a message.
    [[nodiscard]] static std::optional<Message> decode(std::span<const std::byte> bytes);
};

}  // namespace hawser::traffic

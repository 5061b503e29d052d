// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <type_traits>

#include "base/bytes.h"
#include "base/ip_address.h"

struct nlmsghdr;

namespace hawser::loader {

/// The attributes of a netlink message by their type. Views into the message; of a type that comes twice, the
/// last. What is cut short is not there.
class NetlinkAttributes {
 public:
    explicit NetlinkAttributes(ByteView attributes);

    [[nodiscard]] bool has(uint16_t type) const { return !get(type).empty(); }
    /// Whether an attribute is there that says all by being there (NLA_FLAG, which has no octets).
    [[nodiscard]] bool flag(uint16_t type) const { return get(type).data() != nullptr; }
    /// Empty where there is none.
    [[nodiscard]] ByteView get(uint16_t type) const;
    [[nodiscard]] std::optional<uint32_t> u32(uint16_t type) const { return as<uint32_t>(type); }
    [[nodiscard]] std::optional<uint8_t> u8(uint16_t type) const { return as<uint8_t>(type); }
    /// Up to the first zero; empty where there is none.
    [[nodiscard]] std::string string(uint16_t type) const;
    /// Nothing unless it has 4 or 16 bytes.
    [[nodiscard]] std::optional<IpAddress> address(uint16_t type) const;

    template <typename T>
    [[nodiscard]] std::optional<T> as(uint16_t type) const {
        static_assert(std::is_trivially_copyable_v<T>);
        const ByteView value = get(type);
        if (value.size() < sizeof(T)) return std::nullopt;
        T result;
        std::memcpy(&result, value.data(), sizeof(T));
        return result;
    }

 private:
    static constexpr size_t kMax = 72;  // IFLA_* has the most, and none that is asked for is above
    std::array<ByteView, kMax> values_{};
};

/// What follows the message's header, cut at its length.
[[nodiscard]] ByteView message_payload(const nlmsghdr& message);

/// The family's header at the start of the payload and the attributes after it; nothing if it is too short.
template <typename T>
struct ParsedMessage {
    T header;
    NetlinkAttributes attributes;
};

template <typename T>
[[nodiscard]] std::optional<ParsedMessage<T>> parse_message(const nlmsghdr& message) {
    const ByteView payload = message_payload(message);
    if (payload.size() < sizeof(T)) return std::nullopt;
    T header;
    std::memcpy(&header, payload.data(), sizeof(T));
    const size_t aligned = std::min(payload.size(), (sizeof(T) + 3) & ~size_t{3});
    return ParsedMessage<T>{header, NetlinkAttributes(payload.subspan(aligned))};
}

}  // namespace hawser::loader

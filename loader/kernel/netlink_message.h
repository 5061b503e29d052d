// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "base/bytes.h"
#include "base/ip_address.h"

struct nl_msg;
struct nlmsghdr;

namespace hawser::loader {

/// A netlink request being written. It may hold keys, so its memory is wiped before it is given back.
/// NLM_F_REQUEST and NLM_F_ACK are always set.
class NetlinkMessage {
 public:
    NetlinkMessage(uint16_t type, uint16_t flags);
    /// For one that is not longer: an SA, a policy.
    static NetlinkMessage small(uint16_t type, uint16_t flags);
    NetlinkMessage(NetlinkMessage&& other) noexcept;
    NetlinkMessage& operator=(NetlinkMessage&&) = delete;
    NetlinkMessage(const NetlinkMessage&) = delete;
    NetlinkMessage& operator=(const NetlinkMessage&) = delete;
    ~NetlinkMessage();

    /// The family's own header, directly after netlink's; to be called first.
    template <typename T>
    void put_header(const T& header) {
        static_assert(std::is_trivially_copyable_v<T>);
        append_aligned({reinterpret_cast<const uint8_t*>(&header), sizeof(header)});
    }
    void put_header_bytes(ByteView header) { append_aligned(header); }

    void put(uint16_t attribute, ByteView value);
    void put_flag(uint16_t attribute) { put(attribute, {}); }
    void put_u8(uint16_t attribute, uint8_t value) { put(attribute, {&value, 1}); }
    void put_u32(uint16_t attribute, uint32_t value);
    /// With its terminating zero.
    void put_string(uint16_t attribute, std::string_view value);
    void put_address(uint16_t attribute, const IpAddress& address) { put(attribute, address.bytes()); }
    template <typename T>
    void put_struct(uint16_t attribute, const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        put(attribute, {reinterpret_cast<const uint8_t*>(&value), sizeof(value)});
    }

    /// Attributes put until end_nest are inside; returns what end_nest wants.
    [[nodiscard]] size_t begin_nest(uint16_t attribute);
    void end_nest(size_t start);
    /// Raw bytes inside a nest (struct rtnexthop, whose length is written afterwards).
    size_t append_aligned(ByteView bytes);
    void overwrite(size_t offset, ByteView bytes);

    [[nodiscard]] size_t size() const;
    /// The message as it is so far, valid until it is written to again.
    [[nodiscard]] ByteView bytes() const;
    [[nodiscard]] nl_msg* get() const { return message_; }

 private:
    NetlinkMessage(uint16_t type, uint16_t flags, size_t capacity);
    nl_msg* message_;
};

}  // namespace hawser::loader

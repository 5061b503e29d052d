// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

struct sockaddr_storage;

namespace hawser {

enum class Family : uint8_t { kIpv4 = 4, kIpv6 = 6 };

/// An IPv4 or IPv6 address in network byte order. Ordered by family first, then numerically.
class IpAddress {
 public:
    /// 0.0.0.0
    constexpr IpAddress() = default;

    /// Exactly 4 or 16 bytes; another length is a bug of the caller's.
    static IpAddress from_bytes(ByteView bytes);
    static Result<IpAddress> parse(std::string_view text);
    /// All zeros: 0.0.0.0 or ::.
    static IpAddress unspecified(Family family);

    [[nodiscard]] Family family() const { return family_; }
    [[nodiscard]] bool is_v4() const { return family_ == Family::kIpv4; }
    [[nodiscard]] bool is_v6() const { return family_ == Family::kIpv6; }
    /// AF_INET or AF_INET6.
    [[nodiscard]] int address_family() const;
    /// 4 or 16 bytes, valid as long as the address.
    [[nodiscard]] ByteView bytes() const { return {bytes_.data(), is_v4() ? size_t{4} : size_t{16}}; }
    [[nodiscard]] unsigned bits() const { return is_v4() ? 32 : 128; }
    [[nodiscard]] bool is_unspecified() const;
    [[nodiscard]] bool is_link_local() const;
    [[nodiscard]] bool is_multicast() const;
    [[nodiscard]] std::string to_string() const;

    auto operator<=>(const IpAddress&) const = default;

 private:
    Family family_ = Family::kIpv4;
    std::array<uint8_t, 16> bytes_{};
};

/// A UDP or IKE end point.
struct Endpoint {
    IpAddress address;
    uint16_t port = 0;  ///< host byte order
    auto operator<=>(const Endpoint&) const = default;
    /// `192.0.2.1[500]`, `2001:db8::1[4500]`, as strongSwan writes them.
    [[nodiscard]] std::string to_string() const;
};

/// Fills `storage` for the address and port; returns the length for bind, connect and sendmsg.
unsigned to_sockaddr(const Endpoint& endpoint, sockaddr_storage& storage);
/// Fails on a family other than AF_INET and AF_INET6.
Result<Endpoint> from_sockaddr(const sockaddr_storage& storage);

}  // namespace hawser

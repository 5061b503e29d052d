// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <linux/xfrm.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/ip_address.h"
#include "base/ip_prefix.h"

namespace hawser::loader {

/// As the kernel's union has it: IPv4 in its first four bytes, the rest zero.
inline xfrm_address_t to_xfrm_address(const IpAddress& address) {
    xfrm_address_t result{};
    std::memcpy(&result, address.bytes().data(), address.bytes().size());
    return result;
}

inline IpAddress from_xfrm_address(const xfrm_address_t& address, unsigned family) {
    std::array<uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &address, bytes.size());
    return IpAddress::from_bytes(ByteView(bytes).first(family == AF_INET6 ? 16 : 4));
}

/// A length that the family does not have is taken for its longest.
inline IpPrefix from_xfrm_prefix(const xfrm_address_t& address, unsigned length, unsigned family) {
    const IpAddress parsed = from_xfrm_address(address, family);
    return {parsed, std::min(length, parsed.bits())};
}

/// The kernel's soft and hard limits: none.
inline xfrm_lifetime_cfg endless_lifetime() {
    xfrm_lifetime_cfg lifetime{};
    lifetime.soft_byte_limit = lifetime.hard_byte_limit = XFRM_INF;
    lifetime.soft_packet_limit = lifetime.hard_packet_limit = XFRM_INF;
    return lifetime;
}

}  // namespace hawser::loader

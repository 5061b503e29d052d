// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/ip_address.h"

namespace hawser::ike {

/// Wide enough to count with IPv6 addresses. A compiler's extension, which g++ and clang both have on every
/// 64-bit machine.
__extension__ using AddressNumber = unsigned __int128;

inline AddressNumber to_number(const IpAddress& address) {
    AddressNumber number = 0;
    for (uint8_t byte : address.bytes())
        number = number << 8 | byte;
    return number;
}

inline IpAddress to_address(AddressNumber number, Family family) {
    Bytes bytes(family == Family::kIpv4 ? 4 : 16);
    for (size_t i = 0; i < bytes.size(); ++i)
        bytes[bytes.size() - 1 - i] = static_cast<uint8_t>(number >> (8 * i));
    return IpAddress::from_bytes(bytes);
}

/// A number of `bits` bits, all set; `bits` up to 128.
constexpr AddressNumber low_bits(unsigned bits) {
    return bits == 0 ? 0 : ~AddressNumber{0} >> (128 - bits);
}

}  // namespace hawser::ike

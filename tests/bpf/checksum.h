// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/ip_address.h"

namespace hawser::bpf {

/// The ones' complement sum of RFC 1071, not complemented, folded to 16 bits.
uint16_t ones_sum(ByteView bytes, uint32_t start = 0);

/// The sum over the pseudo header of RFC 9293 (IPv4) or RFC 8200 (IPv6).
uint32_t pseudo_sum(const IpAddress& src, const IpAddress& dst, uint8_t protocol, size_t length);

}  // namespace hawser::bpf

// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/checksum.h"

namespace hawser::bpf {

uint16_t ones_sum(ByteView bytes, uint32_t start) {
    uint64_t sum = start;
    for (size_t i = 0; i < bytes.size(); i += 2) {
        sum += static_cast<uint32_t>(bytes[i] << 8);
        if (i + 1 < bytes.size()) sum += bytes[i + 1];
    }
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<uint16_t>(sum);
}

uint32_t pseudo_sum(const IpAddress& src, const IpAddress& dst, uint8_t protocol, size_t length) {
    return ones_sum(src.bytes()) + uint32_t{ones_sum(dst.bytes())} + protocol + static_cast<uint32_t>(length);
}

}  // namespace hawser::bpf

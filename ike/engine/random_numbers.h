// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/random.h"

namespace hawser::ike {

inline Bytes random_bytes(RandomSource& random, size_t count) {
    Bytes bytes(count);
    random.fill(bytes);
    return bytes;
}

inline uint64_t random_u64(RandomSource& random) {
    std::array<uint8_t, 8> bytes{};
    random.fill(bytes);
    uint64_t number = 0;
    for (uint8_t byte : bytes)
        number = number << 8 | byte;
    return number;
}

/// Evenly from [0, 1).
inline double random_fraction(RandomSource& random) {
    // 53 bits are what a double holds exactly.
    return static_cast<double>(random_u64(random) >> 11) * 0x1.0p-53;
}

}  // namespace hawser::ike

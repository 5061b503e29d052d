// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "base/random.h"

namespace hawser::loader {

template <typename T>
T random_number(RandomSource& random) {
    std::array<uint8_t, sizeof(T)> bytes{};
    random.fill(bytes);
    T number{};
    std::memcpy(&number, bytes.data(), sizeof number);
    return number;
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/child_sa.h"

#include "ike/engine/random_numbers.h"

namespace hawser::ike {

EspSpi ChildRegistry::allocate_spi(RandomSource& random) {
    constexpr uint32_t kFirstFree = 0x100;
    auto number = static_cast<uint32_t>(random_u64(random));
    // Counting on from the draw ends with any source of random numbers, also a test's constant one.
    while (number < kFirstFree || spis_.count(EspSpi(number)) != 0)
        ++number;
    spis_.insert(EspSpi(number));
    return EspSpi(number);
}

}  // namespace hawser::ike

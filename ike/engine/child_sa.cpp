// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/child_sa.h"

#include "ike/engine/random_numbers.h"

namespace hawser::ike {

EspSpi ChildRegistry::allocate_spi(RandomSource& random) {
    constexpr uint32_t kFirstFree = 0x100;
    auto number = static_cast<uint32_t>(random_u64(random));
    // Counting on from the draw ends with any source of random numbers, also a test's constant one.
    while (number < kFirstFree || in_use(EspSpi(number)))
        ++number;
    owners_.emplace(EspSpi(number), IkeSpi(0));
    return EspSpi(number);
}

IkeSpi ChildRegistry::owner_of(EspSpi spi_in) const {
    const auto found = owners_.find(spi_in);
    return found == owners_.end() ? IkeSpi(0) : found->second;
}

}  // namespace hawser::ike

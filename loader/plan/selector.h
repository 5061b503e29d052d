// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "loader/plan/abi_values.h"

namespace hawser::loader {

/// One side's traffic selector of a Child SA (RFC 7296, 3.13.1), as negotiated.
struct Selector {
    IpAddress first;
    IpAddress last;           ///< of the same family, not below `first`; included
    uint8_t protocol = 0;     ///< IPPROTO_*; 0: any
    uint16_t port_first = 0;  ///< host byte order
    uint16_t port_last = 65535;

    /// The whole prefix, any protocol and port.
    static Selector of(const IpPrefix& prefix) { return {prefix.address(), prefix.last(), 0, 0, 65535}; }
    bool operator==(const Selector&) const = default;
};

/// The fewest prefixes that cover exactly `first`..`last`, ascending. Empty where the range is not one (last
/// below first, two families).
[[nodiscard]] std::vector<IpPrefix> prefixes_of_range(const IpAddress& first, const IpAddress& last);

/// The entries of the longest-prefix map for one side of a tunnel. Addresses are exact. A look-up there sees
/// one entry alone, so an entry has the protocols and ports of every selector that covers its prefix: else a
/// narrow selector inside a wide one would refuse what the wide one was negotiated for. They are exact as far
/// as an entry has room for them, see selector_of_ranges().
[[nodiscard]] std::map<IpPrefix, hw_selector> selector_entries(const std::vector<Selector>& selectors);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/network.h"

#include <algorithm>

namespace hawser::maps {
namespace {

template <typename Key>
Result<std::optional<Network>> find(const Maps& maps, std::string_view map, const IpAddress& address) {
    const auto entries = maps.read<Key, hw_net>(map);
    if (!entries) return entries.error();
    std::optional<Network> longest;
    for (const auto& [key, net] : *entries) {
        const IpPrefix prefix(IpAddress::from_bytes(key.addr), std::min(key.prefixlen, address.bits()));
        if (!prefix.contains(address)) continue;
        if (!longest || prefix.length() > longest->prefix.length()) longest = Network{prefix, net};
    }
    return longest;
}

}  // namespace

/// By a walk over all of them: the kernel's look-up would not tell which prefix it has found.
Result<std::optional<Network>> find_network(const Maps& maps, const IpAddress& address) {
    return address.is_v6() ? find<hw_net6_key>(maps, HW_MAP_NETS6, address)
                           : find<hw_net4_key>(maps, HW_MAP_NETS4, address);
}

}  // namespace hawser::maps

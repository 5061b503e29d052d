// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/result.h"
#include "bpf/abi.h"
#include "maps-tool/maps.h"

namespace hawser::maps {

/// The longest prefix of hw_nets4 or hw_nets6 that holds an address.
struct Network {
    IpPrefix prefix;
    hw_net net{};
};
[[nodiscard]] Result<std::optional<Network>> find_network(const Maps& maps, const IpAddress& address);

}  // namespace hawser::maps

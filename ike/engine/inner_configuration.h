// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "base/ip_address.h"
#include "ike/engine/address_pool.h"

namespace hawser::ike {

/// What a Configuration payload has agreed upon (RFC 7296 2.19): addresses inside of the tunnel, of the side
/// that asked.
struct InnerConfiguration {
    std::vector<IpAddress> addresses;  ///< one of a family at most
    std::vector<IpAddress> dns;
    /// The gateway's hold on them; empty on the side that asked.
    std::vector<AddressPool::Lease> leases;
};

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "base/strong.h"

namespace hawser::ike {

/// One configured IKE connection: one uplink x one endpoint of the peer. Numerically equal to the TunnelId of
/// the tunnel that it keeps up. 0 is never valid.
using ConnectionId = Strong<struct ConnectionIdTag, uint32_t>;

/// One Child SA pair (inbound and outbound), as the engine and the kernel's adapter name it to each other.
/// Unique for the life of an Endpoint; 0 is never valid.
using ChildHandle = Strong<struct ChildHandleTag, uint64_t>;

}  // namespace hawser::ike

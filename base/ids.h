// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "base/strong.h"

namespace hawser {

/// One uplink x one endpoint, as the data plane's maps number them. 0 is never valid, so that an
/// uninitialised slot shows.
using TunnelId = Strong<struct TunnelIdTag, uint32_t>;

/// The tunnels that may carry the same remote networks. 0 is never valid.
using BundleId = Strong<struct BundleIdTag, uint32_t>;

/// XFRM interface id: the part of policies and SAs that ties them to one XFRM interface. 0 is never valid.
using IfId = Strong<struct IfIdTag, uint32_t>;

}  // namespace hawser

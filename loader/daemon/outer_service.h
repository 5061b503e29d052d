// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/outer/outer_port.h"

namespace hawser::loader {

/// A stray packet is told of for so long.
inline constexpr Duration kStrayMemory = std::chrono::seconds(15);

/// Tells the programs on the uplinks which outer packets belong where, and people what has strayed.
class OuterService {
 public:
    explicit OuterService(OuterPort& port) : port_(port) {}

    Result<void> reconcile(const TunnelIndex& tunnels, const std::vector<UplinkState>& uplinks);

 private:
    OuterPort& port_;
};

/// What has lately been seen of the tunnel's outer packets on other uplinks, as a clause for its reason;
/// empty where there is nothing to tell. `now_ns` is of CLOCK_MONOTONIC.
[[nodiscard]] std::string stray_text(TunnelId tunnel, const std::vector<Stray>& strays,
                                     const std::vector<UplinkState>& uplinks, uint64_t now_ns);

}  // namespace hawser::loader

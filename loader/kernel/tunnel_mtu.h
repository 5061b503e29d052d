// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "base/ip_address.h"
#include "loader/kernel/sa.h"

namespace hawser::loader {

struct TunnelMtuInput {
    uint32_t link_mtu = 1500;
    Family outer = Family::kIpv4;
    bool udp_encap = false;
    EspAlgorithm algorithm = EspAlgorithm::kAesGcm16;
};

/// The largest inner packet whose ESP fits into the link, as the kernel's xfrm_state_mtu computes it. 0 where
/// the link is too small for any.
[[nodiscard]] uint32_t tunnel_mtu(const TunnelMtuInput& input);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

namespace hawser::loader {

enum class XdpChoice { kAuto, kOff, kNative, kGeneric };
enum class SpreadChoice { kAuto, kOn, kOff };

/// `[xdp]`
struct XdpConfig {
    XdpChoice mode = XdpChoice::kAuto;
    SpreadChoice spread = SpreadChoice::kAuto;
    /// IKE_SA_INIT requests of one source: so many a second, and so many at once. 0 a second: no limit.
    uint32_t ike_init_rate = 50;
    uint32_t ike_init_burst = 200;

    bool operator==(const XdpConfig&) const = default;
};

}  // namespace hawser::loader

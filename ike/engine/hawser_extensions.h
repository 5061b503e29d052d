// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "ike/wire/message.h"

namespace hawser::ike {

/// By this vendor id (RFC 7296 3.12) one Hawser recognises another: the first 16 bytes of
/// SHA-1("hawser IKEv2, tunnels of one bundle").
inline constexpr std::array<uint8_t, 16> kHawserVendorId = {0xfd, 0xd3, 0x71, 0xd0, 0xa0, 0x48, 0xe0, 0x86,
                                                            0x2d, 0x8f, 0xb3, 0xd3, 0xd8, 0x4d, 0xe7, 0x92};

/// Status notify for private use (RFC 7296 3.10.1), in the IKE_AUTH request to a peer that has shown the
/// vendor id: the initiator's name for the tunnel. A responder with several connections that fit the peer
/// equally well gives each name one of them.
inline constexpr NotifyType kHawserTunnelName = static_cast<NotifyType>(40969);

[[nodiscard]] inline bool is_from_hawser(const Message& init) {
    for (const VendorIdPayload* vendor : init.all<VendorIdPayload>()) {
        if (std::equal(vendor->id.begin(), vendor->id.end(), kHawserVendorId.begin(),
                       kHawserVendorId.end())) {
            return true;
        }
    }
    return false;
}

[[nodiscard]] inline Payload hawser_vendor_id() {
    return VendorIdPayload{Bytes(kHawserVendorId.begin(), kHawserVendorId.end())};
}

}  // namespace hawser::ike

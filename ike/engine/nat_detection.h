// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "base/ip_address.h"
#include "base/random.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// From where to where a message goes, as its sender sees it, and the SPIs of its header.
struct MessagePath {
    IkeSpi initiator_spi;
    IkeSpi responder_spi;
    hawser::Endpoint source;
    hawser::Endpoint destination;
};

/// NAT_DETECTION_SOURCE_IP and NAT_DETECTION_DESTINATION_IP for a message of ours (RFC 7296 2.23). With
/// `pretend` the source is random bytes, which fits no address: the peer takes us for being behind a NAT and
/// encapsulates ESP in UDP.
[[nodiscard]] std::vector<Payload> nat_detection_notifies(const MessagePath& path, bool pretend,
                                                          RandomSource& random);

struct NatVerdict {
    bool supported = false;    ///< the peer sent both notifies
    bool source = false;       ///< the sender is behind a NAT
    bool destination = false;  ///< the receiver is behind a NAT
};

/// What a message that came over `path`, as we saw it, tells.
[[nodiscard]] NatVerdict detect_nat(const Message& message, const MessagePath& path);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/header.h"

namespace hawser::ike {

/// A message of ours as it goes over the wire: one datagram, or its fragments in order (RFC 7383).
struct OutboundMessage {
    std::vector<Bytes> datagrams;
    IkeHeader header;
    PayloadType first = PayloadType::kNone;
    /// The payloads inside of SK, or of all SKF together, to make other fragments of. Empty if the message is
    /// in the clear.
    Bytes inner;

    [[nodiscard]] size_t largest_datagram() const {
        size_t largest = 0;
        for (const Bytes& one : datagrams)
            largest = std::max(largest, one.size());
        return largest;
    }
};

}  // namespace hawser::ike

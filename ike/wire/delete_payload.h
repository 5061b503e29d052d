// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/ids.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.11
///
/// | Protocol ID   |   SPI Size    |          Num of SPIs          |
/// ~               Security Parameter Index(es) (SPI)              ~
struct DeletePayload {
    static constexpr PayloadType kType = PayloadType::kDelete;

    ProtocolId protocol = ProtocolId::kIke;
    /// The sender's inbound SPIs of ESP or AH; none for the IKE SA itself, which the message's header names.
    std::vector<EspSpi> spis;

    static ParseResult<DeletePayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const DeletePayload&) const = default;
};

}  // namespace hawser::ike

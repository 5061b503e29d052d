// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/ids.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.10
///
/// |  Protocol ID  |   SPI Size    |      Notify Message Type      |
/// ~                Security Parameter Index (SPI)                 ~
/// ~                       Notification Data                       ~
struct NotifyPayload {
    static constexpr PayloadType kType = PayloadType::kNotify;

    NotifyType type = NotifyType::kInvalidSyntax;
    /// Only with an SPI; otherwise sent as zero and ignored on receipt.
    ProtocolId protocol = ProtocolId::kNone;
    Bytes spi;
    Bytes data;

    /// A notify about no particular SA.
    static NotifyPayload of(NotifyType type, ByteView data = {});
    /// A notify about a Child SA: REKEY_SA, CHILD_SA_NOT_FOUND, INVALID_SELECTORS.
    static NotifyPayload of_esp(NotifyType type, EspSpi spi);

    static ParseResult<NotifyPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    /// Zero where the notify has no SPI of four bytes.
    [[nodiscard]] EspSpi esp_spi() const;
    /// `N(NATD_S_IP)`
    [[nodiscard]] std::string to_string() const;
    bool operator==(const NotifyPayload&) const = default;
};

}  // namespace hawser::ike

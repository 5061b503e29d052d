// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/ids.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.1
///
///                      1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +---------------------------------------------------------------+
/// |                   IKE SA Initiator's SPI (8)                  |
/// |                   IKE SA Responder's SPI (8)                  |
/// |  Next Payload | MjVer | MnVer | Exchange Type |     Flags     |
/// |                          Message ID                           |
/// |                            Length                             |
/// +---------------------------------------------------------------+
struct IkeHeader {
    static constexpr size_t kSize = 28;
    static constexpr size_t kNextPayloadOffset = 16;
    static constexpr size_t kLengthOffset = 24;

    IkeSpi initiator_spi;
    IkeSpi responder_spi;
    /// Received: the type of the first payload. Ignored in sending, where the payloads themselves say it.
    PayloadType next_payload = PayloadType::kNone;
    uint8_t major_version = 2;
    uint8_t minor_version = 0;
    ExchangeType exchange = ExchangeType::kIkeSaInit;
    bool from_initiator = false;  ///< I: sent by the original initiator of the IKE SA
    bool response = false;        ///< R
    /// V: the sender could speak a higher major version. Must be cleared in sending, ignored in receiving.
    bool higher_version = false;
    MessageId message_id;
    uint32_t length = 0;  ///< of the whole message; filled in by Message::serialize and IkeCipher::protect

    /// Reads the first 28 bytes of a datagram. Refused are a datagram that is shorter and a length that is
    /// not the datagram's; a version other than 2 and a zero SPI are read, because the answer to them needs
    /// the header (RFC 7296 section 2.5). Message::parse refuses those.
    static ParseResult<IkeHeader> parse(ByteView datagram);
    void serialize(ByteWriter& writer) const;
    /// `IKE_AUTH request 1`
    [[nodiscard]] std::string to_string() const;
    bool operator==(const IkeHeader&) const = default;
};

}  // namespace hawser::ike

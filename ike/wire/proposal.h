// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/ids.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/reader.h"
#include "ike/wire/transform.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.3.1
///
///  0                   1                   2                   3
/// +---------------+---------------+-------------------------------+
/// | Last Substruc |   RESERVED    |         Proposal Length       |
/// | Proposal Num  |  Protocol ID  |    SPI Size   |Num  Transforms|
/// ~                        SPI (variable)                         ~
/// ~                        <Transforms>                           ~
/// +---------------------------------------------------------------+
struct Proposal {
    uint8_t number =
        1;  ///< 1 for the first, one more for each further one; the answer repeats the chosen one's
    ProtocolId protocol = ProtocolId::kNone;
    /// The sender's SPI: none in IKE_SA_INIT, 8 bytes when an IKE SA is rekeyed, 4 for ESP and AH.
    Bytes spi;
    std::vector<Transform> transforms;

    /// Takes one proposal off the reader. `last` tells whether it says that none follows.
    static ParseResult<Proposal> parse(ByteReader& reader, bool& last);
    void serialize(ByteWriter& writer, bool last) const;

    /// The transforms of one type, in the order of the proposer's preference.
    [[nodiscard]] std::vector<const Transform*> of_type(TransformType type) const;
    /// The first transform of a type, or null: in an accepted proposal there is at most one.
    [[nodiscard]] const Transform* find(TransformType type) const;

    void set_esp_spi(EspSpi value);
    void set_ike_spi(IkeSpi value);
    /// Zero where the SPI does not have the size of its kind.
    [[nodiscard]] EspSpi esp_spi() const;
    [[nodiscard]] IkeSpi ike_spi() const;

    /// `IKE:AES_GCM_16_128/PRF_HMAC_SHA2_256/CURVE_25519`
    [[nodiscard]] std::string to_string() const;
    bool operator==(const Proposal&) const = default;
};

}  // namespace hawser::ike

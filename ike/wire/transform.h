// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/reader.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.3.5: type and value (two bytes), or type, length and value where the first bit is
/// clear.
struct TransformAttribute {
    uint16_t type = 0;  ///< without the format bit
    bool fixed = true;  ///< two bytes of value ("TV"), no length
    Bytes value;
    bool operator==(const TransformAttribute&) const = default;
};

/// Types 6 to 12 (RFC 9370 section 2.2.1).
[[nodiscard]] bool is_additional_key_exchange(TransformType type);

/// RFC 7296 section 3.3.2
///
///  0                   1                   2                   3
/// +---------------+---------------+-------------------------------+
/// | Last Substruc |   RESERVED    |        Transform Length       |
/// |Transform Type |   RESERVED    |          Transform ID         |
/// ~                      Transform Attributes                     ~
/// +---------------------------------------------------------------+
struct Transform {
    TransformType type = TransformType::kEncryption;
    uint16_t id = 0;
    /// In bits; only for ciphers of variable key length, and there mandatory.
    std::optional<uint16_t> key_length;
    /// Attributes that we do not know: such a transform must not be chosen, but others of its type may
    /// (RFC 7296 section 3.3.6).
    std::vector<TransformAttribute> unknown_attributes;

    static Transform encryption(EncryptionId id, std::optional<uint16_t> key_bits);
    static Transform prf(PrfId id);
    static Transform integrity(IntegrityId id);
    static Transform key_exchange(GroupId id);
    /// `number` from 1 to 7; kNone: without it (RFC 9370 section 2.2.1).
    static Transform additional_key_exchange(size_t number, GroupId id);
    static Transform esn(EsnId id);

    /// Takes one transform off the reader. `last` tells whether it says that none follows.
    static ParseResult<Transform> parse(ByteReader& reader, bool& last);
    void serialize(ByteWriter& writer, bool last) const;
    /// May be chosen as far as its attributes go.
    [[nodiscard]] bool understood() const { return unknown_attributes.empty(); }
    /// `AES_GCM_16_128`, `KE1_ML_KEM_768`
    [[nodiscard]] std::string to_string() const;
    bool operator==(const Transform&) const = default;
};

}  // namespace hawser::ike

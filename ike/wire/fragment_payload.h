// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// Which part of a message a fragment is: 1 to `total`.
struct FragmentNumbers {
    static constexpr size_t kSize = 4;

    uint16_t number = 1;
    uint16_t total = 1;
    bool operator==(const FragmentNumbers&) const = default;
};

/// RFC 7383 section 2.5, the Encrypted Fragment payload SKF: framing only, nothing is decrypted here.
///
/// |        Fragment Number        |        Total Fragments        |
/// ~                     Initialization Vector                     ~
/// ~                      Encrypted content                        ~
/// ~                    Integrity Checksum Data                    ~
struct EncryptedFragmentPayload {
    static constexpr PayloadType kType = PayloadType::kEncryptedFragment;

    /// In the first fragment the type of the first payload of the whole message, otherwise kNone: the generic
    /// header's Next Payload, which Message::parse fills in.
    PayloadType first_inner = PayloadType::kNone;
    FragmentNumbers numbers;
    Bytes body;  ///< IV, ciphertext and ICV as received

    /// Refuses numbers that are zero, or beyond their total or limits::kFragmentsPerMessage (RFC 7383
    /// section 2.6: such a message is dropped in silence).
    static ParseResult<EncryptedFragmentPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const EncryptedFragmentPayload&) const = default;
};

}  // namespace hawser::ike

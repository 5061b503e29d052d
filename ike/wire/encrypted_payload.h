// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.14, the Encrypted payload SK: framing only, nothing is decrypted here.
///
/// ~                     Initialization Vector                     ~
/// ~        Encrypted IKE Payloads, Padding, Pad Length            ~
/// ~                   Integrity Checksum Data                     ~
struct EncryptedPayload {
    static constexpr PayloadType kType = PayloadType::kEncrypted;

    /// The type of the first payload inside, which the generic header carries as Next Payload.
    PayloadType first_inner = PayloadType::kNone;
    Bytes body;  ///< IV, ciphertext and ICV as received

    /// The generic header's Next Payload is not part of the body: Message::parse fills in `first_inner`.
    static ParseResult<EncryptedPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const EncryptedPayload&) const = default;
};

/// Where the parts of an SK payload lie in a whole message; all views into it.
struct EncryptedFrame {
    PayloadType first_inner = PayloadType::kNone;
    /// The message up to and including the generic header of SK: the associated data of RFC 5282 section 5.1.
    ByteView associated_data;
    ByteView iv;
    ByteView ciphertext;
    ByteView icv;
    /// Everything before the ICV: what a separate integrity algorithm covers.
    ByteView authenticated;

    /// Finds the SK payload, which must be the last, and cuts it. Nothing if there is none, or if the IV, a
    /// byte of ciphertext and the ICV do not fit. `prefix_size` bytes after the generic header belong to the
    /// associated data (the fragment numbers of an Encrypted Fragment payload of RFC 7383; 0 for SK).
    static std::optional<EncryptedFrame> locate(ByteView message, size_t iv_size, size_t icv_size,
                                                PayloadType type = PayloadType::kEncrypted,
                                                size_t prefix_size = 0);
};

}  // namespace hawser::ike

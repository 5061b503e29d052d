// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "ike/wire/header.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/payload.h"

namespace hawser::ike {

/// One IKE message: its header, and either the payloads in the clear, with SK unopened among them, or the
/// payloads that were in SK.
///
/// Receiving: parse(datagram); if is_encrypted(), crypto's IkeCipher::open gives the content, and
/// parse_protected makes the message of it; then check_payload_rules (rules.h). Payloads in the clear beside
/// SK are nobody's word and do not get into the protected message. Sending: serialize() in the clear, or
/// IkeCipher::protect with serialize_payloads().
struct Message {
    IkeHeader header;
    std::vector<Payload> payloads;
    /// The payloads came out of (or are meant for) an Encrypted payload.
    bool is_protected = false;

    /// Parses a datagram without the non-ESP marker. Besides what each payload refuses: a major version other
    /// than 2 (INVALID_MAJOR_VERSION), an initiator's SPI of zero, an SK that is not the last payload, an
    /// unknown critical payload. Unknown payloads that are not critical are skipped (RFC 7296 section 2.5).
    static ParseResult<Message> parse(ByteView datagram);
    /// Parses what was in SK: a chain that begins with `first` and fills `content` exactly. An SK inside is
    /// refused.
    static ParseResult<Message> parse_protected(const IkeHeader& header, PayloadType first, ByteView content);

    /// The whole message in the clear, with length and next payload filled in.
    [[nodiscard]] Bytes serialize() const;
    /// The chain of payloads alone, as the content of SK.
    [[nodiscard]] Bytes serialize_payloads() const;
    /// The type of the first payload, kNone if there is none (an empty INFORMATIONAL).
    [[nodiscard]] PayloadType first_type() const;

    [[nodiscard]] bool is_encrypted() const { return get<EncryptedPayload>() != nullptr; }
    /// The SKF of a part of a message (RFC 7383), or null: IkeCipher::open_fragment and FragmentReassembly.
    [[nodiscard]] const EncryptedFragmentPayload* fragment() const { return get<EncryptedFragmentPayload>(); }

    /// The first payload of a class, or null.
    template <typename T>
    [[nodiscard]] const T* get() const {
        for (const Payload& payload : payloads)
            if (const T* found = std::get_if<T>(&payload)) return found;
        return nullptr;
    }
    /// All payloads of a class, in order.
    template <typename T>
    [[nodiscard]] std::vector<const T*> all() const {
        std::vector<const T*> found;
        for (const Payload& payload : payloads)
            if (const T* one = std::get_if<T>(&payload)) found.push_back(one);
        return found;
    }
    /// The first notify of a type, or null.
    [[nodiscard]] const NotifyPayload* notify(NotifyType type) const;
    /// The first notify of an error type, or null.
    [[nodiscard]] const NotifyPayload* error_notify() const;

    /// `IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]`
    [[nodiscard]] std::string to_string() const;
    bool operator==(const Message&) const = default;
};

/// Everything that can be parsed without a key, for fuzzers: the bytes as a datagram, as the content of SK,
/// and as the body of each payload. Returns whether any of it was taken.
bool parse_any(ByteView bytes);

}  // namespace hawser::ike

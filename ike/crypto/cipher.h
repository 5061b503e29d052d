// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "ike/crypto/algorithms.h"
#include "ike/crypto/kdf.h"
#include "ike/wire/constants.h"
#include "ike/wire/header.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// The inside of an Encrypted Fragment payload.
struct OpenedFragment {
    FragmentNumbers numbers;
    PayloadType first = PayloadType::kNone;  ///< in number 1, of the whole message
    SecretBytes content;                     ///< to be joined: it need not end where a payload does
};

/// The inside of an Encrypted payload, authenticated and with its padding removed.
struct OpenedContent {
    PayloadType first = PayloadType::kNone;
    SecretBytes payloads;
};

/// Protects the messages that one side of an IKE SA sends (RFC 7296 section 3.14, RFC 5282). Two are needed
/// for an SA: one made of SK_ei and SK_ai, one of SK_er and SK_ar.
///
/// Each message is protected once and its bytes kept for retransmission: with AES-GCM, AES-CTR and
/// ChaCha20-Poly1305 the IV is a counter, which lives in this object. So it may be moved but not copied, and
/// there must be only one sender for a key.
class IkeCipher {
 public:
    /// `encryption_key` with its salt; `integrity_key` empty with an AEAD. Lengths that do not fit the
    /// algorithms, and algorithms that ike_supports_* refuse, are bugs of the caller's.
    IkeCipher(const IkeAlgorithms& algorithms, ByteView encryption_key, ByteView integrity_key);
    ~IkeCipher();
    IkeCipher(IkeCipher&&) noexcept;
    IkeCipher& operator=(IkeCipher&&) noexcept;

    /// A whole message: the header (its next payload and length filled in) and one SK payload around
    /// `payloads`, a chain that begins with `first`. `random` gives the IV of CBC. Fails only if OpenSSL
    /// does.
    [[nodiscard]] Result<Bytes> protect(const IkeHeader& header, PayloadType first, ByteView payloads,
                                        RandomSource& random);
    /// The same for a message as it is: its payloads all go into SK.
    [[nodiscard]] Result<Bytes> protect(const Message& message, RandomSource& random);

    /// Authenticates a whole message and decrypts its SK payload. Nothing if there is none, if a length or
    /// the padding is wrong, or if the ICV is: such a message is dropped without an answer (RFC 7296
    /// section 2.21).
    [[nodiscard]] std::optional<OpenedContent> open(ByteView message) const;

    /// The same message as fragments (RFC 7383), each with its IKE header not longer than `max_bytes`: the IP
    /// datagram that is to be kept below, less IP, UDP and the non-ESP marker (section 2.5.1 recommends 1280
    /// bytes for IPv6 and 576 for IPv4). Where one is enough it is an ordinary message with SK. Fails if
    /// max_bytes leaves no room for content, or would make more than limits::kFragmentsPerMessage.
    [[nodiscard]] Result<std::vector<Bytes>> protect_in_fragments(const IkeHeader& header, PayloadType first,
                                                                  ByteView payloads, size_t max_bytes,
                                                                  RandomSource& random);
    /// Authenticates a whole fragment and decrypts its SKF payload; nothing as for open(). Its numbers were
    /// found legal.
    [[nodiscard]] std::optional<OpenedFragment> open_fragment(ByteView message) const;

    /// Bytes that protect() adds to `payload_bytes` of payloads, the IKE header not counted: for keeping
    /// below an MTU.
    [[nodiscard]] size_t overhead(size_t payload_bytes) const;

 private:
    /// One message with SK, or one fragment with SKF where there are numbers.
    [[nodiscard]] Result<Bytes> protect_one(const IkeHeader& header, PayloadType first, ByteView content,
                                            const std::optional<FragmentNumbers>& numbers,
                                            RandomSource& random);
    [[nodiscard]] std::optional<SecretBytes> open_frame(const EncryptedFrame& frame) const;
    [[nodiscard]] size_t fragment_capacity(size_t max_bytes) const;

    class Engine;
    class AeadEngine;
    class HmacEngine;
    std::unique_ptr<Engine> engine_;
};

/// The two ciphers of one end of an IKE SA.
struct IkeCipherPair {
    IkeCipher outbound;
    IkeCipher inbound;
    /// `initiator`: we were the initiator of the exchange that made this IKE SA.
    static IkeCipherPair from_keys(const IkeAlgorithms& algorithms, const IkeKeys& keys, bool initiator);
};

}  // namespace hawser::ike

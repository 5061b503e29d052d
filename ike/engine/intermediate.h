// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.h"
#include "base/secret_bytes.h"
#include "ike/crypto/cipher.h"
#include "ike/wire/message.h"

namespace hawser::ike {

class IkeSa;

/// Where an IKE SA stands between IKE_SA_INIT and IKE_AUTH, while it makes additional key exchanges in
/// IKE_INTERMEDIATE (RFC 9242, RFC 9370 2.2.2).
struct IntermediateProgress {
    /// Exchanges that are over.
    uint32_t done = 0;
    /// IntAuth_i and IntAuth_r as they are so far.
    Bytes auth_i;
    Bytes auth_r;
    /// What AUTH covers of it all: complete when there is nothing left to do.
    Bytes chunk;
    /// Reads repetitions of the request that changed the keys last.
    struct OldCipher {
        MessageId request;
        IkeCipher inbound;
    };
    std::optional<OldCipher> old;
};

/// IKE_SA_INIT has agreed upon additional key exchanges, if it has.
void begin_intermediate(IkeSa& sa);

/// The key exchange that is due; kNone if IKE_AUTH is.
[[nodiscard]] GroupId due_intermediate(const IkeSa& sa);

/// Of each IKE_INTERMEDIATE message once, in whatever pieces it goes over the wire, before the keys change.
void note_sent_intermediate(IkeSa& sa, const IkeHeader& header, PayloadType first, ByteView inner);
/// `octets`: the message or its first fragment, as it came. `inner`: all payloads inside.
void note_received_intermediate(IkeSa& sa, const IkeHeader& header, ByteView octets, ByteView inner);

/// The due key exchange is over: all keys of the IKE SA are replaced. To be called after the response has
/// been protected or opened.
void complete_intermediate(IkeSa& sa, const SecretBytes& shared_secret);

/// What opens a message with this header.
[[nodiscard]] const IkeCipher& inbound_cipher(const IkeSa& sa, const IkeHeader& header);

}  // namespace hawser::ike

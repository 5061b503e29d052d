// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "base/bytes.h"
#include "base/secret_bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/fragment_payload.h"
#include "ike/wire/ids.h"

namespace hawser::ike {

/// The content of an SK payload put together again.
struct ReassembledContent {
    PayloadType first = PayloadType::kNone;
    SecretBytes payloads;
};

/// Puts the fragments of one message together (RFC 7383 section 2.6). One is needed for each direction of an
/// IKE SA: requests of a window of one come one after the other, and so do the responses to ours.
///
/// For each fragment: wants() before it is decrypted, then add() with its content. Only authenticated content
/// gets here, so that a stranger can neither fill the buffer nor reset it. What is kept is bounded by
/// limits::kReassembledBytes and limits::kFragmentsPerMessage. There is no timeout inside: whoever drops the
/// exchange calls reset().
class FragmentReassembly {
 public:
    enum class Verdict : uint8_t {
        kWanted,     ///< wants(): decrypt it and add it
        kStored,     ///< add(): others are missing
        kComplete,   ///< add(): take() gives the content
        kDuplicate,  ///< is there already
        kOutdated,   ///< of a set with fewer fragments than the one that is being collected
        kBadNumber,  ///< zero, beyond its total, or a total beyond the limit
        kTooLarge,   ///< the message would be larger than any; all of it was forgotten
    };

    /// Would add() take it?
    [[nodiscard]] Verdict wants(MessageId message, FragmentNumbers numbers) const;
    /// `first` is the Next Payload of the fragment's header, which counts in number 1 alone. A fragment of
    /// another message, or of a set with more fragments (the sender has tried a smaller size, section 2.5.2),
    /// begins anew.
    [[nodiscard]] Verdict add(MessageId message, FragmentNumbers numbers, PayloadType first,
                              SecretBytes content);
    /// After kComplete: the content, in the order of the numbers. Nothing is left behind.
    [[nodiscard]] ReassembledContent take();
    /// Forgets what was collected.
    void reset();

    /// The message whose fragments are being collected.
    [[nodiscard]] std::optional<MessageId> message() const { return message_; }
    [[nodiscard]] size_t stored_bytes() const { return bytes_; }

 private:
    [[nodiscard]] bool is_same_set(MessageId message, uint16_t total) const {
        return message_ == message && total == total_;
    }

    std::optional<MessageId> message_;
    uint16_t total_ = 0;
    PayloadType first_ = PayloadType::kNone;
    std::map<uint16_t, SecretBytes> parts_;
    size_t bytes_ = 0;
};

}  // namespace hawser::ike

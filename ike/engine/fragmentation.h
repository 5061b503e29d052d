// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "ike/crypto/cipher.h"
#include "ike/engine/outbound_message.h"
#include "ike/wire/fragment_reassembly.h"
#include "ike/wire/message.h"

namespace hawser::ike {

class IkeSa;
struct EngineContext;

/// A message of the peer's, put together where it came in fragments.
struct InboundMessage {
    OpenedContent content;
    /// The first fragment as it came; empty where the datagram was the whole message.
    Bytes first_fragment;
};

/// Fragments of one message of the peer's, its bounds (count, bytes, time) included.
class FragmentCollection {
 public:
    enum class Verdict : uint8_t {
        kStored,    ///< authentic, and others are missing
        kComplete,  ///< take() gives the message
        kUseless,   ///< a repetition, of an outdated set, or beyond the bounds
        kForged     ///< not authentic
    };
    /// Authenticates the fragment, unless it is known before that it is not wanted. A larger message than
    /// `max_bytes` is forgotten.
    [[nodiscard]] Verdict add(const IkeCipher& inbound, MessageId message, ByteView fragment,
                              size_t max_bytes, TimePoint forget_at);
    /// After kComplete. Nothing is left behind.
    [[nodiscard]] InboundMessage take();
    void reset();

    /// When what is here is given up (RFC 7383 section 2.6); empty: nothing is here.
    [[nodiscard]] std::optional<TimePoint> forget_at() const { return forget_at_; }
    /// What is here of the message, its first fragment as it came included.
    [[nodiscard]] size_t stored_bytes() const { return reassembly_.stored_bytes() + first_fragment_.size(); }
    /// Of the datagrams that made the message that is collected, or was collected last.
    [[nodiscard]] size_t largest_datagram() const { return largest_datagram_; }

 private:
    FragmentReassembly reassembly_;
    Bytes first_fragment_;
    std::optional<TimePoint> forget_at_;
    size_t largest_datagram_ = 0;
};

/// What an IKE SA knows about fragments.
struct Fragmentation {
    /// Both sides have said IKEV2_FRAGMENTATION_SUPPORTED.
    bool agreed = false;
    /// The largest IP packet that we send, in bytes: the connection's, or the smaller one that got through.
    uint16_t packet_bytes = 0;
    /// The IKE message of the largest fragment of the peer's request that is being answered; 0: it came
    /// whole.
    size_t request_datagram = 0;
    /// Made when they are needed: few SAs ever see a fragment.
    std::unique_ptr<FragmentCollection> requests;
    std::unique_ptr<FragmentCollection> responses;
};

/// Gives up a request that is not complete by now.
void forget_partial_request(IkeSa& sa, TimePoint now);

/// IKE_SA_INIT is over, and both sides have said what they can do.
void agree_on_fragmentation(IkeSa& sa);

/// Protects a message as one datagram, or in fragments where that is agreed and it is too large for one.
[[nodiscard]] Result<OutboundMessage> protect_message(IkeSa& sa, EngineContext& context,
                                                      const Message& message);

/// An outstanding request has gone unanswered often enough to suspect that its datagrams are too large for
/// the path: it is cut into smaller ones (RFC 7383 section 2.5.2), unless there is no smaller size.
void try_smaller_fragments(IkeSa& sa, EngineContext& context, MessageId id);

/// The peer repeats a request that was answered, and its first fragment has so many bytes. An answer in
/// larger ones does not get through, perhaps: it is cut anew.
void fit_response(IkeSa& sa, EngineContext& context, MessageId request, size_t datagram_bytes);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "ike/engine/connection.h"
#include "ike/engine/outbound_message.h"
#include "ike/wire/ids.h"

namespace hawser::ike {

/// Our requests of one IKE SA: as many at a time as the peer's window allows (RFC 7296 2.3), each repeated
/// bit by bit until its response comes or the tries run out (2.1).
class RequestWindow {
 public:
    enum class Due { kRetransmit, kGiveUp };

    /// The id that the next request must bear.
    [[nodiscard]] MessageId next_id() const { return next_; }
    [[nodiscard]] bool busy() const { return !outstanding_.empty(); }
    /// Another request may go: those up to the one that is so many before it have their responses.
    [[nodiscard]] bool has_room() const;
    /// The peer keeps state for so many. One until it says otherwise, and never fewer than it has said.
    void widen(uint32_t size) { size_ = std::max(size_, size); }

    /// The request has been sent once, now. There must be room.
    void start(OutboundMessage request, const RetransmissionPolicy& policy, TimePoint now);
    /// IKE_SA_INIT with a cookie or another group: another request with the same id (2.2), with all tries
    /// before it.
    void replace(MessageId id, OutboundMessage request, TimePoint now);
    /// The same request in other datagrams, sent once, now: the waits begin anew (RFC 7383 2.5.2).
    void restart(MessageId id, std::vector<Bytes> datagrams, TimePoint now);
    /// Whether `id` is that of an outstanding request.
    [[nodiscard]] bool expects(MessageId id) const { return find(id) != nullptr; }
    /// The response has come and is valid.
    void complete(MessageId id);

    struct Timeout {
        MessageId id;
        Due due;
    };
    /// What is to be done at `now`, one request at a time. kRetransmit counts as done: send the message once
    /// more.
    [[nodiscard]] std::optional<Timeout> on_timeout(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;
    [[nodiscard]] const OutboundMessage& message(MessageId id) const { return get(id).request; }
    /// Transmissions of the outstanding request, as it is cut, so far.
    [[nodiscard]] unsigned tries(MessageId id) const { return get(id).tries; }
    /// Of the request that has been outstanding longest, those of other cuts included; 0: there is none.
    [[nodiscard]] unsigned tries_in_all() const;
    /// Since that one was sent first.
    [[nodiscard]] Duration waiting(TimePoint now) const;

 private:
    struct Outstanding {
        OutboundMessage request;
        RetransmissionPolicy policy;
        unsigned tries = 1;
        unsigned before = 0;
        TimePoint since{};
        TimePoint due{};
        Duration wait{};
    };
    [[nodiscard]] const Outstanding* find(MessageId id) const;
    [[nodiscard]] const Outstanding& get(MessageId id) const;
    [[nodiscard]] Outstanding& get(MessageId id);

    MessageId next_;
    uint32_t size_ = 1;
    std::vector<Outstanding> outstanding_;  ///< by id
};

/// The peer's requests of one IKE SA. Responses are kept, so that a repeated request gets the same bytes
/// again and is not acted upon twice (RFC 7296 2.1): as many as the window has requests (2.3).
class ResponseWindow {
 public:
    enum class Verdict {
        kNew,     ///< not answered yet, and within the window
        kRepeat,  ///< answered: send response_to() again
        kOutside  ///< drop
    };
    /// We keep state for so many from now on.
    void widen(uint32_t size) { size_ = std::max(size_, size); }
    [[nodiscard]] uint32_t size() const { return size_; }
    [[nodiscard]] Verdict judge(MessageId id) const;
    /// A request that judge() calls new is answered with `response`.
    void answered(MessageId id, OutboundMessage response);
    /// The answer to a request that judge() calls a repeat.
    [[nodiscard]] const OutboundMessage& response_to(MessageId id) const;
    /// The same answer in other datagrams.
    void recut(MessageId id, std::vector<Bytes> datagrams);
    /// The lowest id that is not answered yet.
    [[nodiscard]] MessageId expected() const { return expected_; }

 private:
    struct Answer {
        MessageId id;
        OutboundMessage response;
    };
    [[nodiscard]] const Answer* find(MessageId id) const;

    uint32_t size_ = 1;
    MessageId expected_;
    std::vector<Answer> answers_;
};

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "ike/engine/connection.h"
#include "ike/engine/outbound_message.h"
#include "ike/wire/ids.h"

namespace hawser::ike {

/// Our requests of one IKE SA: one at a time (RFC 7296 2.3: whatever window the peer allows, one may use
/// less), each repeated bit by bit until its response comes or the tries run out (2.1).
class RequestWindow {
 public:
    enum class Due { kNothing, kRetransmit, kGiveUp };

    /// The id that the next request must bear.
    [[nodiscard]] MessageId next_id() const { return next_; }
    [[nodiscard]] bool busy() const { return outstanding_.has_value(); }

    /// The request has been sent once, now. Must not be called while another is outstanding.
    void start(OutboundMessage request, const RetransmissionPolicy& policy, TimePoint now);
    /// IKE_SA_INIT with a cookie or another group: another request with the same id (2.2), with all tries
    /// before it.
    void replace(OutboundMessage request, TimePoint now);
    /// The same request in other datagrams, sent once, now: the waits begin anew (RFC 7383 2.5.2).
    void restart(std::vector<Bytes> datagrams, TimePoint now);
    /// Whether `id` is that of the outstanding request.
    [[nodiscard]] bool expects(MessageId id) const;
    /// The response has come and is valid: the next request may go.
    void complete();

    /// What is to be done at `now`. kRetransmit counts as done: send the message once more.
    Due on_timeout(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;
    [[nodiscard]] const OutboundMessage& message() const;
    /// Transmissions of the outstanding request, as it is cut, so far.
    [[nodiscard]] unsigned tries() const { return outstanding_ ? outstanding_->tries : 0; }
    /// Those of other cuts included.
    [[nodiscard]] unsigned tries_in_all() const {
        return tries() + (outstanding_ ? outstanding_->before : 0);
    }
    /// Since the outstanding request was sent first.
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
    MessageId next_;
    std::optional<Outstanding> outstanding_;
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

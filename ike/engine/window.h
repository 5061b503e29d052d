// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/clock.h"
#include "ike/engine/connection.h"
#include "ike/wire/ids.h"

namespace hawser::ike {

/// Our requests of one IKE SA: one at a time (RFC 7296 2.3, window size 1), each repeated bit by bit until
/// its response comes or the tries run out (2.1).
class RequestWindow {
 public:
    enum class Due { kNothing, kRetransmit, kGiveUp };

    /// The id that the next request must bear.
    [[nodiscard]] MessageId next_id() const { return next_; }
    [[nodiscard]] bool busy() const { return outstanding_.has_value(); }

    /// The request has been sent once, now. Must not be called while another is outstanding.
    void start(Bytes request, const RetransmissionPolicy& policy, TimePoint now);
    /// IKE_SA_INIT with a cookie or another group: another request with the same id (2.2), with all tries
    /// before it.
    void replace(Bytes request, TimePoint now);
    /// Whether `id` is that of the outstanding request.
    [[nodiscard]] bool expects(MessageId id) const;
    /// The response has come and is valid: the next request may go.
    void complete();

    /// What is to be done at `now`. kRetransmit counts as done: send bytes() once more.
    Due on_timeout(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;
    [[nodiscard]] const Bytes& bytes() const;
    /// Transmissions of the outstanding request so far.
    [[nodiscard]] unsigned tries() const { return outstanding_ ? outstanding_->tries : 0; }
    /// Since the outstanding request was sent first.
    [[nodiscard]] Duration waiting(TimePoint now) const;

 private:
    struct Outstanding {
        Bytes request;
        RetransmissionPolicy policy;
        unsigned tries = 1;
        TimePoint since{};
        TimePoint due{};
        Duration wait{};
    };
    MessageId next_;
    std::optional<Outstanding> outstanding_;
};

/// The peer's requests of one IKE SA. The last response is kept, so that a repeated request gets the same
/// bytes again and is not acted upon twice (RFC 7296 2.1).
class ResponseWindow {
 public:
    enum class Verdict {
        kNew,     ///< the request that is due
        kRepeat,  ///< the one before: send last_response() again
        kOutside  ///< drop
    };
    [[nodiscard]] Verdict judge(MessageId id) const;
    /// The request that was due is answered with `response`.
    void answered(Bytes response);
    [[nodiscard]] const Bytes& last_response() const { return last_response_; }
    [[nodiscard]] MessageId expected() const { return expected_; }

 private:
    MessageId expected_;
    Bytes last_response_;
};

}  // namespace hawser::ike

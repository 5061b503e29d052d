// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/window.h"

#include <utility>

#include "base/check.h"

namespace hawser::ike {

void RequestWindow::start(Bytes request, const RetransmissionPolicy& policy, TimePoint now) {
    HAWSER_CHECK(!outstanding_, "a request is outstanding, and the window is one");
    outstanding_ = Outstanding{std::move(request), policy, 1, now, now + policy.base, policy.base};
}

void RequestWindow::replace(Bytes request, TimePoint now) {
    HAWSER_CHECK(outstanding_.has_value(), "no request to replace");
    RetransmissionPolicy policy = outstanding_->policy;
    outstanding_.reset();
    start(std::move(request), policy, now);
}

bool RequestWindow::expects(MessageId id) const {
    return outstanding_ && id == next_;
}

void RequestWindow::complete() {
    HAWSER_CHECK(outstanding_.has_value(), "no request to complete");
    outstanding_.reset();
    next_ = MessageId(next_.value() + 1);
}

RequestWindow::Due RequestWindow::on_timeout(TimePoint now) {
    if (!outstanding_ || now < outstanding_->due) return Due::kNothing;
    if (outstanding_->tries >= outstanding_->policy.tries) return Due::kGiveUp;
    outstanding_->tries += 1;
    outstanding_->wait = Duration(static_cast<Duration::rep>(static_cast<double>(outstanding_->wait.count()) *
                                                             outstanding_->policy.factor));
    // From now, not from when it was due: a machine that slept must not send all tries in one go.
    outstanding_->due = now + outstanding_->wait;
    return Due::kRetransmit;
}

std::optional<TimePoint> RequestWindow::next_timeout() const {
    if (!outstanding_) return std::nullopt;
    return outstanding_->due;
}

const Bytes& RequestWindow::bytes() const {
    HAWSER_CHECK(outstanding_.has_value(), "no request is outstanding");
    return outstanding_->request;
}

Duration RequestWindow::waiting(TimePoint now) const {
    return outstanding_ ? now - outstanding_->since : Duration::zero();
}

ResponseWindow::Verdict ResponseWindow::judge(MessageId id) const {
    if (id == expected_) return Verdict::kNew;
    const bool is_last = expected_.value() > 0 && id.value() == expected_.value() - 1;
    return is_last && !last_response_.empty() ? Verdict::kRepeat : Verdict::kOutside;
}

void ResponseWindow::answered(Bytes response) {
    last_response_ = std::move(response);
    expected_ = MessageId(expected_.value() + 1);
}

}  // namespace hawser::ike

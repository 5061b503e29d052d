// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/window.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace hawser::ike {

void RequestWindow::start(OutboundMessage request, const RetransmissionPolicy& policy, TimePoint now) {
    HAWSER_CHECK(!outstanding_, "a request is outstanding, and the window is one");
    outstanding_ = Outstanding{std::move(request), policy, 1, 0, now, now + policy.base, policy.base};
}

void RequestWindow::replace(OutboundMessage request, TimePoint now) {
    HAWSER_CHECK(outstanding_.has_value(), "no request to replace");
    RetransmissionPolicy policy = outstanding_->policy;
    outstanding_.reset();
    start(std::move(request), policy, now);
}

void RequestWindow::restart(std::vector<Bytes> datagrams, TimePoint now) {
    HAWSER_CHECK(outstanding_.has_value(), "no request to send otherwise");
    outstanding_->request.datagrams = std::move(datagrams);
    // on_timeout() has counted this transmission.
    outstanding_->before += outstanding_->tries - 1;
    outstanding_->tries = 1;
    outstanding_->wait = outstanding_->policy.base;
    outstanding_->due = now + outstanding_->wait;
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

const OutboundMessage& RequestWindow::message() const {
    HAWSER_CHECK(outstanding_.has_value(), "no request is outstanding");
    return outstanding_->request;
}

Duration RequestWindow::waiting(TimePoint now) const {
    return outstanding_ ? now - outstanding_->since : Duration::zero();
}

const ResponseWindow::Answer* ResponseWindow::find(MessageId id) const {
    const auto found =
        std::find_if(answers_.begin(), answers_.end(), [id](const Answer& one) { return one.id == id; });
    return found == answers_.end() ? nullptr : &*found;
}

ResponseWindow::Verdict ResponseWindow::judge(MessageId id) const {
    if (find(id) != nullptr) return Verdict::kRepeat;
    const bool within = id.value() >= expected_.value() && id.value() - expected_.value() < size_;
    return within ? Verdict::kNew : Verdict::kOutside;
}

void ResponseWindow::answered(MessageId id, OutboundMessage response) {
    HAWSER_CHECK(judge(id) == Verdict::kNew, "a request is answered once");
    answers_.push_back({id, std::move(response)});
    while (find(expected_) != nullptr)
        expected_ = MessageId(expected_.value() + 1);
    std::erase_if(answers_, [this](const Answer& one) {
        return one.id.value() < expected_.value() && expected_.value() - one.id.value() > size_;
    });
}

const OutboundMessage& ResponseWindow::response_to(MessageId id) const {
    const Answer* answer = find(id);
    HAWSER_CHECK(answer != nullptr, "the request has been answered");
    return answer->response;
}

void ResponseWindow::recut(MessageId id, std::vector<Bytes> datagrams) {
    for (Answer& answer : answers_) {
        if (answer.id == id) answer.response.datagrams = std::move(datagrams);
    }
}

}  // namespace hawser::ike

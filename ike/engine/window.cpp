// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/window.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace hawser::ike {

const RequestWindow::Outstanding* RequestWindow::find(MessageId id) const {
    const auto found = std::find_if(outstanding_.begin(), outstanding_.end(), [id](const Outstanding& one) {
        return one.request.header.message_id == id;
    });
    return found == outstanding_.end() ? nullptr : &*found;
}

const RequestWindow::Outstanding& RequestWindow::get(MessageId id) const {
    const Outstanding* found = find(id);
    HAWSER_CHECK(found != nullptr, "the request is outstanding");
    return *found;
}

RequestWindow::Outstanding& RequestWindow::get(MessageId id) {
    return const_cast<Outstanding&>(std::as_const(*this).get(id));
}

bool RequestWindow::has_room() const {
    if (outstanding_.empty()) return true;
    return next_.value() - outstanding_.front().request.header.message_id.value() < size_;
}

void RequestWindow::start(OutboundMessage request, const RetransmissionPolicy& policy, TimePoint now) {
    HAWSER_CHECK(has_room() && request.header.message_id == next_,
                 "a request goes when there is room for it");
    outstanding_.push_back({std::move(request), policy, 1, 0, now, now + policy.base, policy.base});
    next_ = MessageId(next_.value() + 1);
}

void RequestWindow::replace(MessageId id, OutboundMessage request, TimePoint now) {
    Outstanding& old = get(id);
    const RetransmissionPolicy policy = old.policy;
    old = {std::move(request), policy, 1, 0, now, now + policy.base, policy.base};
}

void RequestWindow::restart(MessageId id, std::vector<Bytes> datagrams, TimePoint now) {
    Outstanding& one = get(id);
    one.request.datagrams = std::move(datagrams);
    // on_timeout() has counted this transmission.
    one.before += one.tries - 1;
    one.tries = 1;
    one.wait = one.policy.base;
    one.due = now + one.wait;
}

void RequestWindow::complete(MessageId id) {
    HAWSER_CHECK(expects(id), "no request to complete");
    std::erase_if(outstanding_, [id](const Outstanding& one) { return one.request.header.message_id == id; });
    if (outstanding_.empty()) outstanding_.shrink_to_fit();
}

std::optional<RequestWindow::Timeout> RequestWindow::on_timeout(TimePoint now) {
    const auto due = std::find_if(outstanding_.begin(), outstanding_.end(),
                                  [now](const Outstanding& one) { return one.due <= now; });
    if (due == outstanding_.end()) return std::nullopt;
    const MessageId id = due->request.header.message_id;
    if (due->tries >= due->policy.tries) return Timeout{id, Due::kGiveUp};
    due->tries += 1;
    due->wait =
        Duration(static_cast<Duration::rep>(static_cast<double>(due->wait.count()) * due->policy.factor));
    // From now, not from when it was due: a machine that slept must not send all tries in one go.
    due->due = now + due->wait;
    return Timeout{id, Due::kRetransmit};
}

std::optional<TimePoint> RequestWindow::next_timeout() const {
    std::optional<TimePoint> earliest;
    for (const Outstanding& one : outstanding_)
        earliest = earliest ? std::min(*earliest, one.due) : one.due;
    return earliest;
}

unsigned RequestWindow::tries_in_all() const {
    return outstanding_.empty() ? 0 : outstanding_.front().tries + outstanding_.front().before;
}

Duration RequestWindow::waiting(TimePoint now) const {
    return outstanding_.empty() ? Duration::zero() : now - outstanding_.front().since;
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
    // They are kept as long as the SA, which is nearly all of the time with one of them.
    answers_.shrink_to_fit();
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

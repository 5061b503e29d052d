// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/event_log.h"

#include <algorithm>
#include <utility>

namespace hawser::loader {

EventLog::EventLog(Clock clock) : clock_(std::move(clock)) {}

void EventLog::add(ControlEvent event) {
    event.number = ++count_;
    event.time = clock_();
    if (event.reason.size() > kLongestReason) event.reason.resize(kLongestReason);
    events_.push_back(std::move(event));
    if (events_.size() > kKept) events_.pop_front();
    // A follower may go while it is told: its own place in the list is the only one that this touches.
    for (auto each = followers_->begin(); each != followers_->end();) {
        const auto next = std::next(each);
        const Sink sink = *each;
        sink(events_.back());
        each = next;
    }
}

bool EventLog::Question::concerns(const ControlEvent& event) const {
    const bool named = name.empty() || event.tunnel == name || event.peer == name;
    return named && (!since || event.time >= *since);
}

std::vector<ControlEvent> EventLog::latest(const Question& question) const {
    std::vector<ControlEvent> found;
    for (auto event = events_.rbegin(); event != events_.rend() && found.size() < question.most; ++event) {
        if (question.concerns(*event)) found.push_back(*event);
    }
    std::reverse(found.begin(), found.end());
    return found;
}

std::shared_ptr<void> EventLog::follow(Sink sink) {
    followers_->push_front(std::move(sink));
    const auto place = followers_->begin();
    return {nullptr, [followers = followers_, place](void*) { followers->erase(place); }};
}

}  // namespace hawser::loader

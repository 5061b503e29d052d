// SPDX-License-Identifier: BSD-2-Clause
#include "health/stamp/stamp_reflector.h"

#include <utility>

#include "base/check.h"

namespace hawser::health {

StampReflector::StampReflector(StampCodec codec, StampSequence sequence, size_t most_sessions)
    : codec_(std::move(codec)), sequence_(sequence), most_sessions_(most_sessions) {
    HAWSER_CHECK(most_sessions > 0, "a stateful reflector has a session at least");
}

StampVerdict StampReflector::reflect(const StampArrival& arrival, const StampClock& clock, Bytes& answer) {
    StampRequest request;
    const StampVerdict verdict = judge(arrival, request);
    ++counts_[static_cast<size_t>(verdict)];
    if (verdict != StampVerdict::kGood) return verdict;
    StampReply reply;
    reply.fields = {.sequence = request.fields.sequence,
                    .timestamp = clock.timestamp,
                    .error_estimate = clock.error_estimate,
                    .session = request.fields.session};
    if (sequence_ == StampSequence::kStateful)
        reply.fields.sequence = next_number({arrival.way, request.fields.session}, clock.now);
    reply.received = arrival.received;
    reply.sender_sequence = request.fields.sequence;
    reply.sender_timestamp = request.fields.timestamp;
    reply.sender_error_estimate = request.fields.error_estimate;
    reply.sender_ttl = arrival.ttl;
    reply.beyond = std::move(request.beyond);
    answer = codec_.serialize(reply);
    return verdict;
}

/// A reply is a good request to another reflector with the same key.
StampVerdict StampReflector::judge(const StampArrival& arrival, StampRequest& request) const {
    if (arrival.way.remote.port == arrival.way.local.port) return StampVerdict::kLooping;
    return codec_.parse(arrival.packet, request);
}

uint32_t StampReflector::next_number(const Name& name, TimePoint now) {
    while (!by_age_.empty() && now - sessions_.at(by_age_.front()).last_heard > kForgetAfter) {
        sessions_.erase(by_age_.front());
        by_age_.pop_front();
    }
    return heard(name, now).sent++;
}

StampReflector::Session& StampReflector::heard(const Name& name, TimePoint now) {
    auto found = sessions_.find(name);
    if (found != sessions_.end()) {
        by_age_.splice(by_age_.end(), by_age_, found->second.place);
    } else {
        if (sessions_.size() == most_sessions_) {
            sessions_.erase(by_age_.front());
            by_age_.pop_front();
        }
        by_age_.push_back(name);
        found = sessions_.emplace(name, Session{.place = std::prev(by_age_.end())}).first;
    }
    found->second.last_heard = now;
    return found->second;
}

}  // namespace hawser::health

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "ike/engine/action.h"
#include "ike/engine/endpoint_options.h"
#include "ike/engine/rate_limiter.h"

namespace hawser::ike {

/// Actions that wait to be polled, in order. What strangers can cause is limited here.
class Outbox {
 public:
    Outbox(const EndpointOptions& options, EndpointCounters& counters)
        : counters_(counters),
          stranger_logs_(options.stranger_logs_per_minute, std::chrono::minutes(1)),
          stranger_answers_(options.stranger_answers_per_second, std::chrono::seconds(1)) {}

    void push(Action action) {
        if (std::holds_alternative<SendDatagram>(action)) ++counters_.datagrams_out;
        actions_.push_back(std::move(action));
    }
    void log(LogLevel level, std::string text) { actions_.push_back(Log{level, std::move(text)}); }
    /// A line that anybody who can reach us can cause.
    void log_stranger(TimePoint now, std::string text) {
        if (stranger_logs_.allow(now)) {
            log(LogLevel::kInfo, std::move(text));
        } else {
            ++counters_.stranger_logs_suppressed;
        }
    }
    /// An answer to somebody unauthenticated, beyond the IKE_SA_INIT exchange proper.
    void answer_stranger(TimePoint now, SendDatagram datagram) {
        if (!stranger_answers_.allow(now)) return;
        ++counters_.stranger_answers;
        push(std::move(datagram));
    }

    [[nodiscard]] std::optional<Action> pop() {
        if (actions_.empty()) return std::nullopt;
        Action action = std::move(actions_.front());
        actions_.pop_front();
        return action;
    }
    [[nodiscard]] bool empty() const { return actions_.empty(); }
    void clear() { actions_.clear(); }

 private:
    EndpointCounters& counters_;
    RateLimiter stranger_logs_;
    RateLimiter stranger_answers_;
    std::deque<Action> actions_;
};

}  // namespace hawser::ike

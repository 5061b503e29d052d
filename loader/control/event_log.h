// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "loader/control/event.h"

namespace hawser::loader {

/// The latest events, and those who want to hear of the next ones.
class EventLog {
 public:
    using Sink = std::function<void(const ControlEvent&)>;
    /// Is told the time of an event.
    using Clock = std::function<ControlEvent::Time()>;

    /// Older ones are forgotten.
    static constexpr size_t kKept = 1000;
    /// A peer has a say in some of them.
    static constexpr size_t kLongestReason = 500;

    explicit EventLog(Clock clock);

    /// Its number and time are given here.
    void add(ControlEvent event);

    struct Question {
        std::string name;  ///< of a peer or of a tunnel; empty: all
        size_t most = kKept;
        std::optional<ControlEvent::Time> since;
        [[nodiscard]] bool concerns(const ControlEvent& event) const;
    };
    /// The latest `most` of those that are asked for, in their order.
    [[nodiscard]] std::vector<ControlEvent> latest(const Question& question) const;
    /// `sink` hears of each event from now on until the token goes, which may be after the log.
    [[nodiscard]] std::shared_ptr<void> follow(Sink sink);

 private:
    Clock clock_;
    uint64_t count_ = 0;
    std::deque<ControlEvent> events_;
    std::shared_ptr<std::list<Sink>> followers_ = std::make_shared<std::list<Sink>>();
};

}  // namespace hawser::loader

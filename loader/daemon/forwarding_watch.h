// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <optional>

#include "loader/bpf/netfilter_watch.h"
#include "loader/net/alarm.h"
#include "loader/plan/forwarding.h"

namespace hawser::loader {

/// Which way forwarded packets go, and whether the firewall's rules still allow it.
class ForwardingWatch {
 public:
    /// A ruleset that is loaded comes as many messages; one look is enough for all of them.
    static constexpr Duration kSettle = std::chrono::milliseconds(20);

    /// `rules_changed` is called from the loop.
    ForwardingWatch(boost::asio::io_context& loop, ForwardingChoice choice,
                    std::function<void()> rules_changed);

    /// Listens for changes of nftables where the kernel has it; without, decide() has to be called now and
    /// then.
    void start();
    void stop();

    /// For the next decision.
    void set_choice(ForwardingChoice choice) { choice_ = choice; }
    /// Reads the rules, and logs where the decision has changed.
    hw_forwarding decide();
    [[nodiscard]] const ForwardingDecision& decision() const { return decision_; }

 private:
    void wait();
    void take();

    ForwardingChoice choice_;
    ForwardingDecision decision_;
    std::optional<NetfilterWatch> rules_;
    boost::asio::posix::stream_descriptor readable_;
    Alarm settled_;
};

}  // namespace hawser::loader

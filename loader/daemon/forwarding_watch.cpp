// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/forwarding_watch.h"

#include <spdlog/spdlog.h>

#include "loader/bpf/netfilter_reader.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {

ForwardingWatch::ForwardingWatch(boost::asio::io_context& loop, ForwardingChoice choice,
                                 std::function<void()> rules_changed)
    : choice_(choice), readable_(loop), settled_(loop, std::move(rules_changed)) {}

void ForwardingWatch::start() {
    auto opened = NetfilterWatch::open();
    if (!opened) {
        spdlog::debug("changes of firewall rules are looked for, not heard of: {}", opened.error().text());
        return;
    }
    rules_ = *std::move(opened);
    readable_.assign(rules_->fd());
    wait();
}

void ForwardingWatch::stop() {
    // The watch owns the descriptor.
    if (readable_.is_open()) readable_.release();
}

void ForwardingWatch::wait() {
    readable_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [this](const boost::system::error_code& error) {
                             if (error) return;
                             take();
                         });
}

void ForwardingWatch::take() {
    const auto changed = rules_->take();
    if (!changed) {
        spdlog::warn("changes of firewall rules are not heard of any more, only looked for: {}",
                     changed.error().text());
        stop();
        return;
    }
    if (*changed) settled_.set(system_now() + kSettle);
    wait();
}

hw_forwarding ForwardingWatch::decide() {
    ForwardingDecision decision = choose_forwarding(choice_, read_netfilter_facts());
    if (!(decision == decision_)) {
        spdlog::info("forwarding is {}: {}", decision.mode == HW_FORWARDING_FAST ? "fast" : "stack",
                     decision.reason);
    }
    decision_ = std::move(decision);
    return decision_.mode;
}

}  // namespace hawser::loader

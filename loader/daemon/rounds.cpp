// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/rounds.h"

#include <spdlog/spdlog.h>

#include "loader/net/system_clock.h"

namespace hawser::loader {

Rounds::Rounds(boost::asio::io_context& loop, std::function<Result<void>()> round)
    : round_(std::move(round)), alarm_(loop, [this] { (void)now(); }) {}

void Rounds::start() {
    by(system_now() + kInterval);
}

void Rounds::soon() {
    by(system_now());
}

void Rounds::by(TimePoint at) {
    if (at_ && *at_ <= at) return;
    at_ = at;
    alarm_.set(at);
}

Result<void> Rounds::now() {
    at_.reset();
    const auto outcome = round_();
    report(outcome);
    by(system_now() + (outcome.ok() ? kInterval : kRetryInterval));
    return outcome;
}

void Rounds::report(const Result<void>& outcome) {
    const std::string trouble = outcome.ok() ? std::string() : outcome.error().text();
    if (trouble != last_trouble_) {
        if (trouble.empty()) {
            spdlog::info("the kernel has everything that it should have");
        } else {
            spdlog::error("{}", trouble);
        }
    }
    last_trouble_ = trouble;
}

}  // namespace hawser::loader

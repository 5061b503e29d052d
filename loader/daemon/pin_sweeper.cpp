// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/pin_sweeper.h"

#include <spdlog/spdlog.h>
#include <time.h>

#include "loader/net/system_clock.h"

namespace hawser::loader {

uint64_t monotonic_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<uint64_t>(now.tv_nsec);
}

PinSweeper::PinSweeper(boost::asio::io_context& loop, MapPort& maps, std::function<const hw_config&()> config)
    : sweep_(maps), config_(std::move(config)), alarm_(loop, [this] { step(); }) {}

void PinSweeper::start() {
    alarm_.set(system_now());
}

void PinSweeper::step() {
    const Result<Duration> next = sweep_.step(config_(), monotonic_ns());
    const std::string trouble = next.ok() ? std::string() : next.error().text();
    if (!trouble.empty() && trouble != last_trouble_) spdlog::error("removing idle flows: {}", trouble);
    last_trouble_ = trouble;
    alarm_.set(system_now() + (next.ok() ? *next : PinSweep::kLongestPass));
}

}  // namespace hawser::loader

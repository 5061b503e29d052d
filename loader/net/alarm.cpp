// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/alarm.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace hawser::loader {
namespace {

int open_timer() {
    const int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    HAWSER_CHECK(fd >= 0, "no timerfd by CLOCK_BOOTTIME");
    return fd;
}

}  // namespace

Alarm::Alarm(boost::asio::io_context& loop, std::function<void()> handler)
    : timer_(loop, open_timer()), handler_(std::move(handler)) {
    wait();
}

// Closing the descriptor ends the wait; its handler sees an error and touches nothing of ours.
Alarm::~Alarm() = default;

void Alarm::set(std::optional<TimePoint> at) {
    if (at == at_) return;
    at_ = at;
    itimerspec when{};
    if (at) {
        // Zero would disarm, and means as little as any other time in the past.
        const Duration since_boot = std::max(at->time_since_epoch(), Duration(1));
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since_boot);
        when.it_value = {seconds.count(), (since_boot - seconds).count()};
    }
    HAWSER_CHECK(timerfd_settime(timer_.native_handle(), TFD_TIMER_ABSTIME, &when, nullptr) == 0,
                 "a time that no timer can take");
}

void Alarm::wait() {
    timer_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this](const boost::system::error_code& error) {
                          if (!error) expired();
                      });
}

void Alarm::expired() {
    uint64_t expirations = 0;
    // Nothing to read: the time was changed after the wait had ended.
    const bool due = ::read(timer_.native_handle(), &expirations, sizeof expirations) == sizeof expirations;
    wait();
    if (!due) return;
    at_.reset();
    handler_();
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/kernel_watch.h"

#include <algorithm>

#include "loader/daemon/event_filter.h"

namespace hawser::loader {

void KernelWatch::start() {
    events_.assign(port_.fd());
    wait();
}

void KernelWatch::stop() {
    // Asio would close it.
    if (events_.is_open()) events_.release();
}

void KernelWatch::wait() {
    events_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& error) {
                           if (error) return;
                           take();
                           wait();
                       });
}

void KernelWatch::take() {
    const auto events = port_.take();
    if (!events) return listener_.failed(events.error());
    if (std::any_of(events->begin(), events->end(), concerns_us)) listener_.changed();
}

}  // namespace hawser::loader

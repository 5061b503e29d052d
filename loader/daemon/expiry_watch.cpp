// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/expiry_watch.h"

#include <spdlog/spdlog.h>

namespace hawser::loader {

void ExpiryWatch::start() {
    events_.assign(port_.fd());
    wait();
}

void ExpiryWatch::stop() {
    // Asio would close it.
    if (events_.is_open()) events_.release();
}

void ExpiryWatch::wait() {
    events_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& error) {
                           if (error) return;
                           take();
                           wait();
                       });
}

void ExpiryWatch::take() {
    const auto taken = port_.take();
    if (!taken) {
        spdlog::error("[ike] {}", taken.error().text());
        return;
    }
    for (const SaExpiry& expiry : taken->expiries)
        listener_.expired(expiry);
    if (taken->lost) listener_.lost();
}

}  // namespace hawser::loader

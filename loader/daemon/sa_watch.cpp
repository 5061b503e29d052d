// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/sa_watch.h"

#include <spdlog/spdlog.h>

namespace hawser::loader {

void SaWatch::start() {
    events_.assign(port_.fd());
    wait();
}

void SaWatch::stop() {
    // Asio would close it.
    if (events_.is_open()) events_.release();
}

void SaWatch::wait() {
    events_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& error) {
                           if (error) return;
                           take();
                           wait();
                       });
}

void SaWatch::take() {
    const auto taken = port_.take();
    if (!taken) {
        spdlog::error("[ike] {}", taken.error().text());
        return;
    }
    for (const SaExpiry& expiry : taken->expiries)
        listener_.expired(expiry);
    for (const SaMapping& mapping : taken->mappings)
        listener_.mapped(mapping);
    if (taken->lost) listener_.lost();
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/service/service_manager.h"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "loader/net/system_clock.h"

namespace hawser::loader {

ServiceManager::ServiceManager(boost::asio::io_context& loop, std::function<std::string()> status)
    : status_(std::move(status)), alarm_(loop, [this] { tick(); }) {
    uint64_t microseconds = 0;
    watched_ = sd_watchdog_enabled(0, &microseconds) > 0;
    // A third: sd_watchdog_enabled(3) advises half at most, and a busy machine is late.
    if (watched_) interval_ = std::min<Duration>(kInterval, std::chrono::microseconds(microseconds / 3));
}

void ServiceManager::ready() {
    if (std::getenv("NOTIFY_SOCKET") == nullptr) return;
    sd_notify(0, "READY=1");
    tick();
}

void ServiceManager::stopping() {
    sd_notify(0, "STOPPING=1");
}

void ServiceManager::tick() {
    std::string message = watched_ ? "WATCHDOG=1\n" : "";
    std::string status = status_();
    if (status != last_status_) message += "STATUS=" + status + "\n";
    last_status_ = std::move(status);
    if (!message.empty()) sd_notify(0, message.c_str());
    alarm_.set(system_now() + interval_);
}

}  // namespace hawser::loader

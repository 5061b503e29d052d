// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/settings.h"

#include <fmt/format.h>

namespace hawser::health {
namespace {

using namespace std::chrono_literals;

constexpr unsigned kLongestWindow = 64;  // the bits of RecentLosses

bool is_percentage(const std::optional<double>& value) {
    return !value || (*value >= 0 && *value <= 100);
}

Result<void> check_times(const ProbeSettings& settings) {
    if (settings.interval < 10ms) return Error("probe interval: shorter than 10 ms");
    if (settings.timeout <= Duration::zero()) return Error("probe timeout: not above 0");
    // Every request under way is remembered.
    if (settings.timeout > settings.interval * kLongestWindow)
        return Error(fmt::format("probe timeout: longer than {} intervals", kLongestWindow));
    if (settings.retry && (*settings.retry < 10ms || *settings.retry > settings.interval))
        return Error("retry interval: not from 10 ms to the interval");
    if (settings.clean < Duration::zero()) return Error("time without loss: negative");
    return {};
}

}  // namespace

Result<void> check(const ProbeSettings& settings) {
    if (auto times = check_times(settings); !times) return times;
    if (settings.window < 1 || settings.window > kLongestWindow)
        return Error(fmt::format("probe window: not from 1 to {}", kLongestWindow));
    if (settings.lost_to_down < 1 || settings.lost_to_down > settings.window)
        return Error("lost probes until down: not from 1 to the window");
    if (settings.good_to_up < 1 || settings.good_to_first_up < 1)
        return Error("good probes until up: less than 1");
    if (settings.loss_window < 1 || settings.loss_window > ProbeSettings::kLongestLossWindow)
        return Error(fmt::format("loss window: not from 1 to {}", ProbeSettings::kLongestLossWindow));
    if (!is_percentage(settings.down_loss_pct) || !is_percentage(settings.degraded.loss_pct))
        return Error("loss threshold: no percentage");
    return {};
}

Profile fast_profile() {
    ProbeSettings settings;
    settings.interval = 40ms;
    settings.timeout = 100ms;
    settings.good_to_up = 25;
    settings.loss_window = 500;
    return {settings, 3s};
}

Profile default_profile() {
    return {ProbeSettings{}, 3s};
}

Profile metered_profile() {
    ProbeSettings settings;
    settings.interval = 30s;
    settings.timeout = 1s;
    settings.retry = 1s;
    settings.lost_to_down = 3;
    settings.window = 3;
    settings.good_to_up = 5;
    settings.loss_window = 20;
    return {settings, 10s};
}

}  // namespace hawser::health

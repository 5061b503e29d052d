// SPDX-License-Identifier: BSD-2-Clause
#include "health/path_config.h"

#include <fmt/format.h>

namespace hawser::health {

Result<void> check(const ProbeSettings& settings) {
    constexpr Duration kShortestInterval = std::chrono::milliseconds(10);
    constexpr unsigned kLongestWindow = 64;  // the bits of LossWindow
    if (settings.interval < kShortestInterval) return Error("probe interval: shorter than 10 ms");
    if (settings.timeout <= Duration::zero()) return Error("probe timeout: not above 0");
    // Every probe under way is remembered.
    if (settings.timeout > settings.interval * kLongestWindow)
        return Error(fmt::format("probe timeout: longer than {} intervals", kLongestWindow));
    if (settings.window < 1 || settings.window > kLongestWindow)
        return Error(fmt::format("probe window: not from 1 to {}", kLongestWindow));
    if (settings.lost_to_down < 1 || settings.lost_to_down > settings.window)
        return Error("lost probes until down: not from 1 to the window");
    if (settings.good_to_up < 1 || settings.good_to_first_up < 1)
        return Error("good probes until up: less than 1");
    if (settings.hold < Duration::zero()) return Error("hold time: negative");
    return {};
}

}  // namespace hawser::health

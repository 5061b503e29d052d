// SPDX-License-Identifier: BSD-2-Clause
#include "health/sentences.h"

#include <fmt/format.h>

namespace hawser::health {
namespace {

std::string with_detail(std::string sentence, const LossDetail& detail) {
    if (!detail.send_error.empty()) return sentence + "; the latest could not be sent: " + detail.send_error;
    if (detail.late) return sentence + "; answers come too late, after " + describe(*detail.late);
    return sentence;
}

}  // namespace

std::string describe(Duration duration) {
    const double milliseconds = std::chrono::duration<double, std::milli>(duration).count();
    if (milliseconds >= 1000) return fmt::format("{:.1f} s", milliseconds / 1000);
    if (milliseconds >= 10) return fmt::format("{:.0f} ms", milliseconds);
    return fmt::format("{:.1f} ms", milliseconds);
}

std::string lost_sentence(const PathConfig& config, unsigned lost, const LossDetail& detail) {
    return with_detail(
        fmt::format("{} of the last {} probes to {} not answered within {}", lost, config.settings.window,
                    config.target->to_string(), describe(config.settings.timeout)),
        detail);
}

std::string recovery_sentence(unsigned good, unsigned needed, const LossDetail& detail) {
    if (good == 0) return with_detail("no probe answered yet", detail);
    return with_detail(fmt::format("{} of {} probes in a row answered", good, needed), detail);
}

std::string other_tunnel_sentence(const std::string& name) {
    return fmt::format("peer answers by another tunnel ({})", name);
}

}  // namespace hawser::health

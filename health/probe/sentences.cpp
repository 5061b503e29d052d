// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/sentences.h"

#include <fmt/format.h>

namespace hawser::health {
namespace {

std::string with_detail(std::string sentence, const LossDetail& detail) {
    if (!detail.send_error.empty()) return sentence + "; the latest could not be sent: " + detail.send_error;
    if (!detail.failure.empty()) return sentence + "; the latest: " + detail.failure;
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

std::string describe_rounded(Duration duration) {
    return fmt::format("{} s", std::chrono::ceil<std::chrono::seconds>(duration).count());
}

std::string lost_sentence(const ProbeSettings& settings, const std::string& subject, unsigned lost,
                          const LossDetail& detail) {
    const std::string to = subject.empty() ? "" : " to " + subject;
    return with_detail(fmt::format("{} of the last {} probes{} not answered within {}", lost, settings.window,
                                   to, describe(settings.timeout)),
                       detail);
}

std::string share_sentence(double share_pct, size_t window, const std::string& subject, double limit_pct) {
    const std::string to = subject.empty() ? "" : " to " + subject;
    return fmt::format("{:.1f} % of the last {} probes{} lost, limit {:.1f} %", share_pct, window, to,
                       limit_pct);
}

std::string recovery_sentence(unsigned good, unsigned needed, Duration clean, const LossDetail& detail) {
    if (good == 0) return with_detail("no probe answered yet", detail);
    if (good < needed)
        return with_detail(fmt::format("{} of {} probes in a row answered", good, needed), detail);
    return with_detail(
        fmt::format("{} probes in a row answered, but it takes {} without loss", good, describe(clean)),
        detail);
}

std::string other_tunnel_sentence(const std::string& name) {
    return fmt::format("peer answers by another tunnel ({})", name);
}

}  // namespace hawser::health

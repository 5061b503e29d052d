// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/probe_status.h"

#include <fmt/format.h>

namespace hawser::loader {
namespace {

double milliseconds(Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

std::optional<double> milliseconds(std::optional<Duration> duration) {
    return duration ? std::optional(milliseconds(*duration)) : std::nullopt;
}

StatusProbe status_of(const health::ProbeStatus& probe) {
    return {.probe = probe.label,
            .state = std::string(health::to_string(probe.state)),
            .reason = probe.reason,
            .rtt_ms = milliseconds(probe.rtt),
            .jitter_ms = milliseconds(probe.jitter),
            .loss_pct = probe.loss_pct,
            .loss_out_pct = probe.loss_out_pct,
            .loss_in_pct = probe.loss_in_pct,
            .jitter_out_ms = milliseconds(probe.jitter_out),
            .jitter_in_ms = milliseconds(probe.jitter_in),
            .sent = probe.sent,
            .answered = probe.answered,
            .late = probe.late};
}

}  // namespace

StatusPath path_status(const health::PathStatus& path, const std::vector<health::ProbeConfig>& probes) {
    StatusPath status{.probe = "none"};
    for (const health::ProbeStatus& probe : path.probes)
        status.probes.push_back(status_of(probe));
    const health::ProbeStatus* leading = path.leading();
    if (leading == nullptr) return status;
    status.rtt_ms = milliseconds(leading->rtt);
    status.jitter_ms = milliseconds(leading->jitter);
    status.loss_pct = leading->loss_pct;
    status.probe = probes.size() == 1 ? fmt::format("{} every {:g} ms", leading->label,
                                                    milliseconds(probes.front().settings.interval))
                                      : fmt::format("{} and {} more", leading->label, probes.size() - 1);
    return status;
}

}  // namespace hawser::loader

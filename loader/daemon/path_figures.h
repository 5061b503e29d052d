// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "health/path_status.h"
#include "policy/loss_judge.h"
#include "policy/path_limits.h"

namespace hawser::loader {

/// A path's figures as policies read them: of the probe that stands for it.
[[nodiscard]] inline policy::PathQuality quality_of(const health::PathStatus& status) {
    const health::ProbeStatus* probe = status.leading();
    if (probe == nullptr) return {};
    return {.loss_pct = probe->loss_pct, .delay = probe->rtt, .jitter = probe->jitter};
}

/// Of the first probe, always: what is counted must be counted of one target, and that is the tracked one.
[[nodiscard]] inline policy::LossSample loss_of(const health::PathStatus& status) {
    policy::LossSample sample;
    sample.up = status.state != health::PathState::kDown;
    if (status.probes.empty()) return sample;
    const health::ProbeStatus& probe = status.probes.front();
    sample.sent = probe.sent;
    sample.answered = probe.answered;
    sample.loses = probe.loss_pct && *probe.loss_pct > 0;
    return sample;
}

}  // namespace hawser::loader

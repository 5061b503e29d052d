// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "health/path_status.h"
#include "policy/loss_judge.h"
#include "policy/path_limits.h"

namespace hawser::loader {

/// A path's figures as policies read them.
[[nodiscard]] inline policy::PathQuality quality_of(const health::PathStatus& status) {
    return {.loss_pct = status.loss_pct, .delay = status.rtt, .jitter = status.jitter};
}

[[nodiscard]] inline policy::LossSample loss_of(const health::PathStatus& status) {
    return {.up = status.state != health::PathState::kDown,
            .sent = status.probes_sent,
            .answered = status.probes_answered,
            .loses = status.loss_pct && *status.loss_pct > 0};
}

}  // namespace hawser::loader

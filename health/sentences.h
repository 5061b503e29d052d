// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "health/path_config.h"

namespace hawser::health {

/// `3.0 s`, `212 ms`, `0.8 ms`
[[nodiscard]] std::string describe(Duration duration);

/// What is known besides of probes that are not answered.
struct LossDetail {
    std::string send_error;        ///< of the latest probe; empty: it left
    std::optional<Duration> late;  ///< the round trip time of an answer that came after the timeout
};

/// `4 of the last 4 probes to 10.2.0.1 not answered within 150 ms`, and why if that is known.
[[nodiscard]] std::string lost_sentence(const PathConfig& config, unsigned lost, const LossDetail& detail);

/// `3 of 10 probes in a row answered`, `no probe answered yet`, and why if that is known.
[[nodiscard]] std::string recovery_sentence(unsigned good, unsigned needed, const LossDetail& detail);

/// `peer answers by another tunnel (pop/wan2)`
[[nodiscard]] std::string other_tunnel_sentence(const std::string& name);

}  // namespace hawser::health

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/clock.h"
#include "health/probe/settings.h"

namespace hawser::health {

/// `3.0 s`, `212 ms`, `0.8 ms`
[[nodiscard]] std::string describe(Duration duration);

/// For times to wait, to the second above: `48 s`
[[nodiscard]] std::string describe_rounded(Duration duration);

/// What is known besides of requests that are not answered.
struct LossDetail {
    std::string send_error;        ///< of the latest request; empty: it left
    std::string failure;           ///< the latest was refused; empty: it was not
    std::optional<Duration> late;  ///< the round trip time of an answer that came after the timeout
};

/// `4 of the last 4 probes to 10.2.0.1 not answered within 150 ms`, and why if that is known.
[[nodiscard]] std::string lost_sentence(const ProbeSettings& settings, const std::string& subject,
                                        unsigned lost, const LossDetail& detail);

/// `34.0 % of the last 150 probes to 10.2.0.1 lost, limit 30.0 %`
[[nodiscard]] std::string share_sentence(double share_pct, size_t window, const std::string& subject,
                                         double limit_pct);

/// `3 of 10 probes in a row answered`, `no probe answered yet`, and why if that is known.
[[nodiscard]] std::string recovery_sentence(unsigned good, unsigned needed, Duration clean,
                                            const LossDetail& detail);

/// `peer answers by another tunnel (pop/wan2)`
[[nodiscard]] std::string other_tunnel_sentence(const std::string& name);

}  // namespace hawser::health

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/ip_address.h"

namespace hawser::loader {

/// `[metrics]`: where Prometheus finds them, at one of the two or nowhere.
struct MetricsConfig {
    std::optional<IpAddress> address;
    uint16_t port = 0;
    std::string socket;  ///< path of a Unix socket

    [[nodiscard]] bool wanted() const { return address.has_value() || !socket.empty(); }
    bool operator==(const MetricsConfig&) const = default;
};

}  // namespace hawser::loader

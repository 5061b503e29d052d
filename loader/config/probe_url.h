// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "base/result.h"

namespace hawser::loader {

/// `https://10.2.0.1:8443/health?x=1`, `http://[2001:db8::1]/`, `https://pop.example/`.
struct ProbeUrl {
    bool tls = false;
    std::string host;                  ///< without brackets
    std::optional<IpAddress> address;  ///< where the host is one
    uint16_t port = 80;
    std::string path = "/";
};

[[nodiscard]] Result<ProbeUrl> parse_probe_url(std::string_view text);

/// `200`, `200-299`: the least and the most.
[[nodiscard]] Result<std::pair<unsigned, unsigned>> parse_http_status(std::string_view text);

}  // namespace hawser::loader

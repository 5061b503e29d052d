// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/result.h"

namespace hawser::ike {

/// What a connection makes of a gateway that sends it to another one (RFC 5685). The other one must prove the
/// same identity, and the tunnel stays on its uplink.
struct RedirectConfig {
    bool follow = true;
    /// Within loop_period; those that come beyond are not followed (RFC 5685 7). 1 to 255.
    unsigned max_redirects = 5;
    Duration loop_period = std::chrono::seconds(300);
    /// The other gateway must be in one of them; empty: it may be anywhere.
    std::vector<IpPrefix> allowed;
    /// Gateways that are named by a domain name. The engine asks no DNS: a name that is not here is not
    /// followed. Keys are in lower case.
    std::map<std::string, IpAddress> names;

    [[nodiscard]] Result<void> validate() const;
};

}  // namespace hawser::ike

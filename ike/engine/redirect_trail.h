// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "ike/engine/redirect_config.h"

namespace hawser::ike {

/// Where redirects have led a connection, and how many there were of late.
class RedirectTrail {
 public:
    /// Whether another redirect may be followed at `now` (RFC 5685 7).
    [[nodiscard]] bool may_follow(const RedirectConfig& config, TimePoint now) const;
    /// `from` sends us to `to`, and we follow.
    void follow(const IpAddress& from, const IpAddress& to, const RedirectConfig& config, TimePoint now);
    /// Back to the configured gateway. Redirects that were followed still count.
    void go_back() { at_.reset(); }

    /// Where the connection begins instead of at its configured gateway.
    [[nodiscard]] const std::optional<IpAddress>& gateway() const { return at_; }
    /// Who sent it there; only with a gateway().
    [[nodiscard]] const IpAddress& from() const { return from_; }

 private:
    std::optional<IpAddress> at_;
    IpAddress from_;
    std::vector<TimePoint> followed_;
};

}  // namespace hawser::ike

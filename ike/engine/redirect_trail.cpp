// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/redirect_trail.h"

#include <algorithm>

namespace hawser::ike {

bool RedirectTrail::may_follow(const RedirectConfig& config, TimePoint now) const {
    const auto recent = std::count_if(followed_.begin(), followed_.end(),
                                      [&](TimePoint at) { return now - at < config.loop_period; });
    return static_cast<unsigned>(recent) < config.max_redirects;
}

void RedirectTrail::follow(const IpAddress& from, const IpAddress& to, const RedirectConfig& config,
                           TimePoint now) {
    std::erase_if(followed_, [&](TimePoint at) { return now - at >= config.loop_period; });
    followed_.push_back(now);
    from_ = from;
    at_ = to;
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/redirect_config.h"

namespace hawser::ike {

Result<void> RedirectConfig::validate() const {
    if (max_redirects < 1 || max_redirects > 255) return Error("max_redirects: 1 to 255 are possible");
    if (loop_period <= Duration::zero()) return Error("the time in which redirects count is above zero");
    return {};
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "health/path_config.h"

namespace hawser::health {

Result<void> check(const PathSettings& settings) {
    if (settings.hold < Duration::zero()) return Error("hold time: negative");
    if (settings.quorum.needed < 1) return Error("quorum: less than 1");
    return check(settings.damping);
}

}  // namespace hawser::health

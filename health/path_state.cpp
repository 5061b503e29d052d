// SPDX-License-Identifier: BSD-2-Clause
#include "health/path_state.h"

#include "base/check.h"

namespace hawser::health {

std::string_view to_string(PathState state) {
    switch (state) {
        case PathState::kDown:
            return "down";
        case PathState::kDegraded:
            return "degraded";
        case PathState::kUp:
            return "up";
    }
    HAWSER_CHECK(false, "a path state that does not exist");
}

}  // namespace hawser::health

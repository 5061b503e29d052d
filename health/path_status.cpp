// SPDX-License-Identifier: BSD-2-Clause
#include "health/path_status.h"

namespace hawser::health {

const ProbeStatus* PathStatus::leading() const {
    for (const ProbeStatus& probe : probes)
        if (probe.rtt && probe.state != PathState::kDown) return &probe;
    return probes.empty() ? nullptr : &probes.front();
}

}  // namespace hawser::health

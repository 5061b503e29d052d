// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "loader/control/status.h"

namespace hawser::loader {

struct RenderOptions {
    bool color = false;  ///< states in colour: only for terminals
    size_t width = 100;  ///< where sentences are broken; tables keep their columns
};

/// What `hawser status` prints: uplinks and LANs, then each peer's tunnels with the reason of those that are
/// not up.
[[nodiscard]] std::string render_status(const Status& status, const RenderOptions& options = {});

/// What `hawser tunnels` prints: every tunnel with its reason, path, IKE SA and Child SAs. Empty `name`: all.
[[nodiscard]] std::string render_tunnels(const Status& status, const std::string& name,
                                         const RenderOptions& options = {});

}  // namespace hawser::loader

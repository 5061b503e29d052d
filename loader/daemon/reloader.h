// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "loader/config/compare.h"
#include "loader/config/diagnostic.h"
#include "loader/control/event.h"
#include "loader/daemon/ike_service.h"
#include "loader/daemon/negotiations.h"
#include "loader/daemon/path_keeper.h"
#include "loader/daemon/reconciler.h"
#include "loader/daemon/revival_service.h"
#include "loader/daemon/tunnel_index.h"

namespace hawser::loader {

/// Puts another configuration into the place of the running one, and leaves alone what both have: its SAs,
/// paths, maps' entries and flows.
class Reloader {
 public:
    /// What the configuration is of, and who remembers what of its tunnels. All of them outlive it.
    struct Parts {
        Config& config;
        TunnelIndex& tunnels;
        IkeService& ike;
        PathKeeper& paths;
        Negotiations& negotiations;
        RevivalService& revival;
        Reconciler& reconciler;
        /// Puts into a configuration what is known beside its file: the addresses of names.
        std::function<void(Config&)> fill;
        /// Makes the kernel what the configuration says, now.
        std::function<Result<void>()> reconcile;
        std::function<void(ControlEvent event)> happened;
    };
    struct Outcome {
        ConfigChanges changes;
        /// Of reading the file: warnings, or why it is refused.
        std::vector<Diagnostic> diagnostics;
        /// Empty: the file is good, and what could be changed has been.
        std::string refusal;
    };

    explicit Reloader(Parts parts) : parts_(std::move(parts)) {}

    /// Reads the configuration's file again. A file that is refused, or that asks for what a running daemon
    /// cannot change, changes nothing; `dry_run` neither.
    Outcome reload(bool dry_run);
    /// As what reload() does with a file that is good. `next` has the ids of the running one.
    Result<void> adopt(Config next, const ConfigChanges& changes);

 private:
    void forget(uint32_t id, bool for_good);

    Parts parts_;
};

}  // namespace hawser::loader

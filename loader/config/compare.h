// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "loader/config/config.h"

namespace hawser::loader {

/// One line of what a reload does.
struct ConfigChange {
    std::string what;    ///< `uplink`, `lan`, `peer`, `tunnel` or `settings`
    std::string name;    ///< empty for settings
    std::string change;  ///< `added`, `removed` or `changed`
    std::string effect;  ///< what that means for SAs and flows, a clause
};

/// The way from one configuration to another. Ids are of tunnels, as keep_ids() has given them.
struct ConfigChanges {
    std::vector<ConfigChange> list;
    std::set<uint32_t> removed;
    /// Stay, with new SAs: what their SAs were negotiated for is not what is wanted any more.
    std::set<uint32_t> remade;
    /// Keys that a running daemon cannot take another value of.
    std::vector<std::string> needs_restart;

    [[nodiscard]] bool empty() const { return list.empty() && needs_restart.empty(); }
};

/// Keys and certificates are compared by the files that they come from: what is in them is read anew with
/// every reload, and disturbs nothing.
[[nodiscard]] ConfigChanges compare(const Config& running, const Config& next);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/config/draft.h"
#include "loader/config/interface_lookup.h"

namespace hawser::loader {

// What can only be seen with the whole file in view.

/// No two peers' networks overlap, unless one is the default route, which takes what the others leave.
void check_networks(const ConfigDraft& draft, Diagnostics& out);
void check_lan(const ConfigDraft& draft, const InterfaceLookup& lookup, Diagnostics& out);
/// Names of peers, endpoints and of the interfaces made from them.
void check_names(const ConfigDraft& draft, const Config& config, Diagnostics& out);
/// Two waiting tunnels by one uplink must expect different identities.
void check_responders(const ConfigDraft& draft, const Config& config, Diagnostics& out);
/// The sizes of the data plane's maps.
void check_limits(const Config& config, Diagnostics& out);

/// What peers' `pools` name: pools that exist, one of a family.
void check_pools(const ConfigDraft& draft, Diagnostics& out);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "loader/config/draft.h"
#include "loader/config/interface_lookup.h"
#include "loader/config/psk_file.h"

namespace hawser::loader {

/// Checks uplinks against each other and the kernel, and fills in what the interfaces know.
[[nodiscard]] std::vector<UplinkConfig> resolve_uplinks(const ConfigDraft& draft,
                                                        const InterfaceLookup& lookup, Diagnostics& out);

struct ResolveContext {
    const std::vector<UplinkConfig>& uplinks;
    const std::string& folder;  ///< of the configuration file; relative key files start there
    PskFiles& keys;
    Diagnostics& out;
};

/// The peer with its tunnels, every inheritance resolved; ids are given later.
[[nodiscard]] PeerConfig resolve_peer(const PeerDraft& draft, const ResolveContext& context);

/// `over` wins where it has a value.
[[nodiscard]] TunnelKeys override_keys(const TunnelKeys& base, const TunnelKeys& over);

[[nodiscard]] AuthConfig resolve_auth(const PeerDraft& peer, const AuthDraft& draft,
                                      const TunnelConfig& tunnel, const ResolveContext& context);
[[nodiscard]] ProbeConfig resolve_probe(const PeerDraft& peer, const ProbeDraft& draft, Diagnostics& out);

/// Fills in the weights of the peer's tunnels that have none (0): small whole numbers in the proportion of
/// the uplinks' bandwidths.
void resolve_weights(PeerConfig& peer, const PeerDraft& draft, const ResolveContext& context);

/// The uplink's own address of a family, if it has one.
[[nodiscard]] const IpAddress* address_of(const UplinkConfig& uplink, Family family);
[[nodiscard]] const UplinkConfig* find_uplink(const std::vector<UplinkConfig>& uplinks,
                                              std::string_view name);

}  // namespace hawser::loader

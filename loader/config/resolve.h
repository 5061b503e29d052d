// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "loader/config/auth_files.h"
#include "loader/config/draft.h"
#include "loader/config/interface_lookup.h"

namespace hawser::loader {

/// An uplink and the addresses that it has now: configured, or else its interface's.
struct KnownUplink {
    UplinkConfig config;
    std::vector<IpAddress> addresses;

    [[nodiscard]] bool has(Family family) const;
    /// Its addresses may change while we run.
    [[nodiscard]] bool is_dynamic() const { return config.addresses.empty(); }
};

/// Checks uplinks against each other and the kernel.
[[nodiscard]] std::vector<KnownUplink> resolve_uplinks(const ConfigDraft& draft,
                                                       const InterfaceLookup& lookup, Diagnostics& out);
[[nodiscard]] const KnownUplink* find_uplink(const std::vector<KnownUplink>& uplinks, std::string_view name);

struct ResolveContext {
    const std::vector<KnownUplink>& uplinks;
    const std::string& folder;  ///< of the configuration file; relative files start there
    const std::vector<ExternalDraft>& externals;
    AuthFiles& files;
    Diagnostics& out;
};

/// The peer with its tunnels, every inheritance resolved; ids are given later.
[[nodiscard]] PeerConfig resolve_peer(const PeerDraft& draft, const ResolveContext& context);

/// The peer's uplinks that can have a tunnel to the endpoint; what is wrong with them is reported.
[[nodiscard]] std::vector<const KnownUplink*> uplinks_reaching(const PeerDraft& draft,
                                                               const EndpointDraft& endpoint,
                                                               const std::vector<const KnownUplink*>& uplinks,
                                                               Diagnostics& out);

/// Those of `[[tunnel]]` that are the peer's. Says so where the peer has no tunnel at all.
void append_external_tunnels(PeerConfig& peer, const PeerDraft& draft, const ResolveContext& context);
/// `[[tunnel]]` that names no peer is reported.
void check_external_peers(const ConfigDraft& draft, Diagnostics& out);

/// `over` wins where it has a value.
[[nodiscard]] TunnelKeys override_keys(const TunnelKeys& base, const TunnelKeys& over);

/// Lifetimes of the peer's SAs; its tunnels are known.
void resolve_lifetimes(PeerConfig& peer, const PeerDraft& draft, Diagnostics& out);

[[nodiscard]] AuthConfig resolve_auth(const PeerDraft& peer, const AuthDraft& draft,
                                      const TunnelConfig& tunnel, const ResolveContext& context);
/// A key and where it was read from.
struct KeyFile {
    std::string path;
    std::shared_ptr<const SecretBytes> key;  ///< null: there is none, which has been reported
};
/// Warned about below this many bytes. RFC 7296 section 2.15 asks for keys as unpredictable as the strongest
/// key derived; shorter ones can be guessed from one recorded handshake with an active attacker.
inline constexpr size_t kShortKey = 16;
/// A relative path starts at `folder`. What is wrong with the file or its key is reported.
[[nodiscard]] KeyFile resolve_key(const Located<std::string>& file, const std::string& folder,
                                  AuthFiles& files, Diagnostics& out);
/// With its key, where it has one.
[[nodiscard]] StampConfig resolve_stamp(const StampDraft& draft, const std::string& folder, AuthFiles& files,
                                        Diagnostics& out);
/// Fills in the tunnel's probes and what holds for its path.
void resolve_path(const PeerDraft& peer, const TunnelKeys& keys, TunnelConfig& tunnel,
                  const ResolveContext& context);
/// One probe; nothing where its type is `none` or something is wrong, which has been reported.
struct ResolvedProbe {
    health::ProbeConfig config;
    Duration hold{};
};
[[nodiscard]] std::optional<ResolvedProbe> resolve_probe(const PeerDraft& peer, const ProbeDraft& draft,
                                                         const ResolveContext& context);
/// Fills in whom a probe of this type asks for what; false where something is wrong, which has been reported.
[[nodiscard]] bool resolve_question(const PeerDraft& peer, const ProbeDraft& draft,
                                    health::ProbeConfig& probe, const ResolveContext& context);
/// `over` wins where it has a value: one table changes keys of every probe, but one that says whom to ask is
/// instead of several, and so is a list.
void override_probes(ProbesDraft& base, const ProbesDraft& over);
void override_path(PathDraft& base, const PathDraft& over);

/// `tags` and `more`, ascending, each once.
[[nodiscard]] std::vector<std::string> sorted_tags(const std::vector<Located<std::string>>& tags,
                                                   const std::vector<std::string>& more = {});
/// Tags, and what the daemon does with tunnels that lose probes or are loaded; the tunnels are known.
void resolve_policy(PeerConfig& peer, const PeerDraft& draft, const ResolveContext& context);
/// Its rules; the tunnels are known.
void resolve_rules(PeerConfig& peer, const PeerDraft& draft, Diagnostics& out);

/// Fills in the weights of the peer's tunnels that have none (0): small whole numbers in the proportion of
/// the uplinks' bandwidths.
void resolve_weights(PeerConfig& peer, const PeerDraft& draft, const ResolveContext& context);

}  // namespace hawser::loader

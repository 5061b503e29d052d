// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/config/document.h"
#include "loader/config/draft.h"

namespace hawser::loader {

// One function a kind of table. Each reports what is wrong with the table by itself; what depends on other
// tables, on files and on the kernel is checked later.

[[nodiscard]] ConfigDraft read_document(const Node& document, Diagnostics& out);
[[nodiscard]] UplinkDraft read_uplink(const Node& table, Diagnostics& out);
[[nodiscard]] PeerDraft read_peer(const Node& table, Diagnostics& out);
[[nodiscard]] EndpointDraft read_endpoint(const Node& table, Diagnostics& out);
[[nodiscard]] ExternalDraft read_external(const Node& table, Diagnostics& out);
[[nodiscard]] DnsConfig read_dns(const Node& table, Diagnostics& out);
[[nodiscard]] TunnelDraft read_tunnel(const Node& table, Diagnostics& out);
[[nodiscard]] IkeDraft read_ike(const Node& table, Diagnostics& out);
[[nodiscard]] EspDraft read_esp(const Node& table, Diagnostics& out);
[[nodiscard]] AuthDraft read_auth(const Node& table, Diagnostics& out);
[[nodiscard]] ProbeDraft read_probe(const Node& table, Diagnostics& out);
[[nodiscard]] PathDraft read_path(const Node& table, Diagnostics& out);
[[nodiscard]] FlowsConfig read_flows(const Node& table, Diagnostics& out);
[[nodiscard]] XdpConfig read_xdp(const Node& table, Diagnostics& out);
[[nodiscard]] StampDraft read_stamp(const Node& table, Diagnostics& out);
[[nodiscard]] MetricsConfig read_metrics(const Node& table, Diagnostics& out);
[[nodiscard]] std::vector<ike::AddressPoolConfig> read_pools(const std::vector<const Node*>& tables,
                                                             Diagnostics& out);

[[nodiscard]] RuleDraft read_rule(const Node& table, Diagnostics& out);

class SectionReader;
/// `tags` of an uplink, a peer, an endpoint or a `[[peer.tunnel]]`.
[[nodiscard]] std::vector<Located<std::string>> read_tags(const SectionReader& section, Diagnostics& out);
/// `probe` and `path` of a peer, an endpoint or a `[[peer.tunnel]]`.
void read_path_keys(const SectionReader& section, TunnelKeys& keys, Diagnostics& out);
/// `tier`, `weight`, `initiate`, `tags`, `auth` and `probe` of an endpoint or of a `[[peer.tunnel]]`.
[[nodiscard]] TunnelKeys read_tunnel_keys(const SectionReader& section, Diagnostics& out);
/// `redirect` and what belongs to it, of a `[[peer]]`.
[[nodiscard]] ike::RedirectConfig read_redirect(const SectionReader& section, Diagnostics& out);
/// `resumption`, `request_addresses` and `pools`, of a `[[peer]]`.
void read_sessions(const SectionReader& section, PeerDraft& draft, Diagnostics& out);

}  // namespace hawser::loader

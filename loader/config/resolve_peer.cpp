// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "bpf/abi.h"
#include "loader/config/interface_names.h"
#include "loader/config/resolve.h"
#include "loader/config/suggest.h"

namespace hawser::loader {
namespace {

std::vector<std::string> names_of(const std::vector<KnownUplink>& uplinks) {
    std::vector<std::string> names;
    for (const KnownUplink& uplink : uplinks)
        names.push_back(uplink.config.name);
    return names;
}

/// The peer's uplinks; unknown and repeated names are reported.
std::vector<const KnownUplink*> chosen_uplinks(const PeerDraft& draft, const ResolveContext& context) {
    std::vector<const KnownUplink*> chosen;
    if (draft.uplinks.empty()) {
        for (const KnownUplink& uplink : context.uplinks)
            chosen.push_back(&uplink);
    }
    for (const auto& name : draft.uplinks) {
        const KnownUplink* uplink = find_uplink(context.uplinks, name.value);
        if (uplink == nullptr) {
            context.out.error(name.where,
                              fmt::format("peer '{}': there is no uplink '{}'", draft.name.value, name.value),
                              suggestion(name.value, names_of(context.uplinks)));
        } else if (std::find(chosen.begin(), chosen.end(), uplink) != chosen.end()) {
            context.out.error(name.where, fmt::format("uplink '{}' is named twice", name.value));
        } else {
            chosen.push_back(uplink);
        }
    }
    return chosen;
}

bool applies(const TunnelDraft& tunnel, const UplinkConfig& uplink, const EndpointDraft& endpoint) {
    const bool endpoint_fits =
        !tunnel.endpoint || tunnel.endpoint->value == endpoint.name ||
        (endpoint.address && tunnel.endpoint->value == endpoint.address->to_string()) ||
        (!endpoint.address && endpoint.host.empty() && tunnel.endpoint->value == "any");
    return endpoint_fits && (!tunnel.uplink || tunnel.uplink->value == uplink.name);
}

TunnelKeys keys_of(const PeerDraft& draft, const UplinkConfig& uplink, const EndpointDraft& endpoint) {
    TunnelKeys keys = override_keys(draft.keys, endpoint.keys);
    for (const TunnelDraft& tunnel : draft.tunnels) {
        if (applies(tunnel, uplink, endpoint)) keys = override_keys(keys, tunnel.keys);
    }
    return keys;
}

bool is_offered(const EndpointDraft& endpoint, const std::string& uplink) {
    return endpoint.uplinks.empty() ||
           std::any_of(endpoint.uplinks.begin(), endpoint.uplinks.end(),
                       [&uplink](const Located<std::string>& name) { return name.value == uplink; });
}

/// Of the peer's uplinks those that the endpoint names; names that are none of them are reported.
std::vector<const KnownUplink*> offered_uplinks(const PeerDraft& draft, const EndpointDraft& endpoint,
                                                const std::vector<const KnownUplink*>& uplinks,
                                                Diagnostics& out) {
    std::vector<const KnownUplink*> offered;
    std::vector<std::string> names;
    for (const KnownUplink* uplink : uplinks) {
        names.push_back(uplink->config.name);
        if (is_offered(endpoint, uplink->config.name)) offered.push_back(uplink);
    }
    for (const auto& name : endpoint.uplinks) {
        if (std::find(names.begin(), names.end(), name.value) != names.end()) continue;
        out.error(name.where, fmt::format("peer '{}' has no uplink '{}'", draft.name.value, name.value),
                  suggestion(name.value, names));
    }
    return offered;
}

/// The endpoint's number among those that the uplink reaches, from 1 on: for the tunnel's name.
size_t number_of_endpoint(const PeerDraft& draft, const std::string& uplink, size_t index) {
    const auto end = draft.endpoints.begin() + static_cast<std::ptrdiff_t>(index) + 1;
    return static_cast<size_t>(
        std::count_if(draft.endpoints.begin(), end,
                      [&uplink](const EndpointDraft& endpoint) { return is_offered(endpoint, uplink); }));
}

InitiateChoice initiate_of(const TunnelKeys& keys, const TunnelConfig& tunnel, Diagnostics& out) {
    const InitiateChoice choice = keys.initiate ? keys.initiate->value : InitiateChoice::kAuto;
    if (!tunnel.waits_for_anybody()) return choice;
    if (choice == InitiateChoice::kAlways) {
        out.error(keys.initiate->where, "initiate = \"always\" needs an endpoint with an address",
                  "a tunnel to \"any\" can only wait for its peer");
    }
    return InitiateChoice::kNever;
}

TunnelConfig resolve_tunnel(const PeerDraft& draft, const UplinkConfig& uplink, size_t endpoint_index,
                            const ResolveContext& context) {
    const EndpointDraft& endpoint = draft.endpoints[endpoint_index];
    const TunnelKeys keys = keys_of(draft, uplink, endpoint);
    TunnelConfig tunnel;
    const size_t number = number_of_endpoint(draft, uplink.name, endpoint_index);
    tunnel.name = tunnel_name(draft.name.value, uplink.name, number);
    tunnel.interface_name = tunnel_interface_name(draft.name.value, uplink.name, number);
    tunnel.uplink = uplink.name;
    tunnel.endpoint = endpoint.address;
    tunnel.endpoint_host = endpoint.host;
    tunnel.tier = keys.tier ? keys.tier->value : 1;
    tunnel.weight = keys.weight ? keys.weight->value : 0;
    tunnel.tags = sorted_tags(keys.tags, uplink.tags);
    tunnel.initiate = initiate_of(keys, tunnel, context.out);
    tunnel.auth = resolve_auth(draft, keys.auth, tunnel, context);
    resolve_path(draft, keys, tunnel, context);
    return tunnel;
}

std::vector<TunnelConfig> make_tunnels(const PeerDraft& draft, const std::vector<const KnownUplink*>& uplinks,
                                       const ResolveContext& context) {
    std::vector<TunnelConfig> tunnels;
    for (size_t i = 0; i < draft.endpoints.size(); ++i) {
        const EndpointDraft& endpoint = draft.endpoints[i];
        const auto offered = offered_uplinks(draft, endpoint, uplinks, context.out);
        for (const KnownUplink* uplink : uplinks_reaching(draft, endpoint, offered, context.out)) {
            tunnels.push_back(resolve_tunnel(draft, uplink->config, i, context));
        }
    }
    return tunnels;
}

void check_uplinks_used(const PeerDraft& draft, const std::vector<const KnownUplink*>& uplinks,
                        const PeerConfig& peer, Diagnostics& out) {
    if (peer.tunnels.empty() || draft.endpoints.empty()) return;
    for (const KnownUplink* uplink : uplinks) {
        const bool used = std::any_of(
            peer.tunnels.begin(), peer.tunnels.end(),
            [uplink](const TunnelConfig& tunnel) { return tunnel.uplink == uplink->config.name; });
        if (used) continue;
        out.warning(draft.where,
                    fmt::format("peer '{}' has no tunnel by uplink '{}': none of its endpoints is of the "
                                "family of the uplink's address",
                                draft.name.value, uplink->config.name),
                    "list the uplinks that you mean in 'uplinks'");
    }
}

/// `[[peer.tunnel]]` that is for no tunnel has a wrong name in it.
void check_overrides(const PeerDraft& draft, const std::vector<const KnownUplink*>& uplinks,
                     Diagnostics& out) {
    std::vector<std::string> uplink_names;
    std::vector<std::string> endpoint_names;
    for (const KnownUplink* uplink : uplinks)
        uplink_names.push_back(uplink->config.name);
    for (const EndpointDraft& endpoint : draft.endpoints)
        endpoint_names.push_back(endpoint.name);
    for (const TunnelDraft& tunnel : draft.tunnels) {
        const bool uplink_known = std::any_of(uplinks.begin(), uplinks.end(), [&](const KnownUplink* uplink) {
            return !tunnel.uplink || tunnel.uplink->value == uplink->config.name;
        });
        const bool endpoint_known =
            !tunnel.endpoint ||
            std::any_of(draft.endpoints.begin(), draft.endpoints.end(), [&](const auto& endpoint) {
                return tunnel.endpoint->value == endpoint.name ||
                       (endpoint.address && tunnel.endpoint->value == endpoint.address->to_string());
            });
        if (!uplink_known && tunnel.uplink) {
            out.error(tunnel.uplink->where,
                      fmt::format("peer '{}' has no uplink '{}'", draft.name.value, tunnel.uplink->value),
                      suggestion(tunnel.uplink->value, uplink_names));
        }
        if (!endpoint_known) {
            out.error(tunnel.endpoint->where,
                      fmt::format("peer '{}' has no endpoint '{}'", draft.name.value, tunnel.endpoint->value),
                      suggestion(tunnel.endpoint->value, endpoint_names));
        }
    }
}

void check_count(const PeerDraft& draft, const PeerConfig& peer, Diagnostics& out) {
    if (peer.tunnels.size() <= HW_MAX_MEMBERS) return;
    out.error(draft.where,
              fmt::format("peer '{}' has {} tunnels (uplinks times endpoints); at most {} are possible",
                          peer.name, peer.tunnels.size(), HW_MAX_MEMBERS),
              "choose some uplinks with 'uplinks'");
}

void check_fail(const PeerDraft& draft, Diagnostics& out) {
    if (draft.fail == FailChoice::kOpen) {
        out.warning(draft.fail_where,
                    fmt::format("packets to the networks of peer '{}' leave in the clear while no tunnel is "
                                "usable: fail = \"open\"",
                                draft.name.value),
                    "fail = \"closed\" drops and counts them");
    }
    if (draft.failback_after && draft.failback != FailbackChoice::kDrain) {
        out.error(draft.failback_after->where, "'failback_after' is for failback = \"drain\" alone",
                  "remove it, or write failback = \"drain\"");
    }
}

template <typename T>
std::vector<T> values_of(const std::vector<Located<T>>& located) {
    std::vector<T> values;
    for (const auto& each : located)
        values.push_back(each.value);
    return values;
}

template <typename T>
void prefer(Maybe<T>& base, const Maybe<T>& over) {
    if (over) base = over;
}

}  // namespace

TunnelKeys override_keys(const TunnelKeys& base, const TunnelKeys& over) {
    TunnelKeys keys = base;
    prefer(keys.tier, over.tier);
    prefer(keys.weight, over.weight);
    prefer(keys.initiate, over.initiate);
    keys.tags.insert(keys.tags.end(), over.tags.begin(), over.tags.end());
    if (over.auth.where.line != 0) keys.auth.where = over.auth.where;
    if (over.auth.has_proofs()) keys.auth = over.auth;
    keys.auth.ppk = over.auth.ppk.given() ? over.auth.ppk : base.auth.ppk;
    keys.auth.local_id = base.auth.local_id;
    keys.auth.remote_id = base.auth.remote_id;
    prefer(keys.auth.local_id, over.auth.local_id);
    prefer(keys.auth.remote_id, over.auth.remote_id);
    override_probes(keys.probes, over.probes);
    override_path(keys.path, over.path);
    return keys;
}

PeerConfig resolve_peer(const PeerDraft& draft, const ResolveContext& context) {
    PeerConfig peer;
    peer.name = draft.name.value;
    peer.interface_name = bundle_interface_name(peer.name);
    peer.networks = values_of(draft.networks);
    peer.local_networks = values_of(draft.local_networks);
    peer.fail = draft.fail;
    peer.failback = draft.failback;
    if (draft.failback_after) peer.failback_after = draft.failback_after->value;
    peer.gateway_traffic = draft.gateway_traffic;
    peer.ike_proposals = draft.ike_proposals;
    peer.esp_proposals = draft.esp_proposals;
    peer.encap = draft.encap;
    peer.redirect = draft.redirect;
    peer.path = draft.ike.path;
    peer.resumption = draft.resumption;
    peer.request_addresses = draft.request_addresses;
    peer.pools = values_of(draft.pools);
    const auto uplinks = chosen_uplinks(draft, context);
    peer.tunnels = make_tunnels(draft, uplinks, context);
    append_external_tunnels(peer, draft, context);
    check_overrides(draft, uplinks, context.out);
    check_uplinks_used(draft, uplinks, peer, context.out);
    check_count(draft, peer, context.out);
    resolve_weights(peer, draft, context);
    resolve_lifetimes(peer, draft, context.out);
    resolve_policy(peer, draft, context);
    resolve_rules(peer, draft, context.out);
    check_fail(draft, context.out);
    return peer;
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include "ike/wire/identity.h"
#include "loader/config/resolve.h"
#include "loader/config/resolve_ppk.h"
#include "loader/config/resolve_proofs.h"

namespace hawser::loader {
namespace {

/// The identity with `{uplink}` replaced; one that IKE cannot send or expect is reported.
std::string identity_of(const Located<std::string>& configured, bool may_be_any, const TunnelConfig& tunnel,
                        Diagnostics& out) {
    const std::string text = with_uplink(configured.value, tunnel.uplink);
    const auto identity = ike::Identity::parse(text);
    if (!identity) {
        out.error(configured.where,
                  fmt::format("'{}' is no IKE identity: {}", text, identity.error().text()));
    } else if (identity->is_any() && !may_be_any) {
        out.error(configured.where, "%any says nothing about who it is", "write a name or an address");
    }
    return text;
}

}  // namespace

AuthConfig resolve_auth(const PeerDraft& peer, const AuthDraft& draft, const TunnelConfig& tunnel,
                        const ResolveContext& context) {
    AuthConfig auth;
    const Location where = draft.where.line != 0 ? draft.where : peer.where;
    if (draft.local_id) auth.local_id = identity_of(*draft.local_id, false, tunnel, context.out);
    resolve_proofs(peer, draft, tunnel.uplink, context, auth);
    resolve_ppk(draft.ppk, tunnel.uplink, context, auth);
    if (draft.remote_id) {
        auth.remote_id = identity_of(*draft.remote_id, !tunnel.waits_for_anybody(), tunnel, context.out);
    } else if (!tunnel.endpoint_host.empty()) {
        auth.remote_id = tunnel.endpoint_host;
    } else if (tunnel.endpoint) {
        auth.remote_id = tunnel.endpoint->to_string();
    } else {
        context.out.error(
            where, fmt::format("peer '{}' has the endpoint \"any\" and no 'remote_id'", peer.name.value),
            "only its identity can tell such a peer; set remote_id in [peer.auth]");
    }
    return auth;
}

}  // namespace hawser::loader

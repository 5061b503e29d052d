// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include "ike/wire/identity.h"
#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

std::string with_uplink(std::string text, const std::string& uplink) {
    constexpr std::string_view kPlaceholder = "{uplink}";
    for (size_t at = text.find(kPlaceholder); at != std::string::npos; at = text.find(kPlaceholder, at)) {
        text.replace(at, kPlaceholder.size(), uplink);
        at += uplink.size();
    }
    return text;
}

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

void read_key(const AuthDraft& draft, const TunnelConfig& tunnel, const ResolveContext& context,
              AuthConfig& auth) {
    // RFC 7296 section 2.15 asks for keys as unpredictable as the strongest key derived; shorter ones can be
    // guessed from one recorded handshake with an active attacker.
    constexpr size_t kShortKey = 16;
    auth.psk_file = with_uplink(draft.psk_file->value, tunnel.uplink);
    if (auth.psk_file.front() != '/') auth.psk_file = context.folder + "/" + auth.psk_file;
    const PskOutcome& outcome = context.keys.read(auth.psk_file);
    auth.psk = outcome.key;
    if (outcome.key == nullptr) {
        context.out.error(draft.psk_file->where, outcome.failure.text, outcome.failure.hint);
    } else if (outcome.key->size() < kShortKey) {
        context.out.warning(
            draft.psk_file->where,
            fmt::format("the key in {} has only {} bytes", auth.psk_file, outcome.key->size()),
            "openssl rand -base64 32 makes a good one");
    }
}

}  // namespace

AuthConfig resolve_auth(const PeerDraft& peer, const AuthDraft& draft, const TunnelConfig& tunnel,
                        const ResolveContext& context) {
    AuthConfig auth;
    const Location where = draft.where.line != 0 ? draft.where : peer.where;
    if (draft.psk_file) {
        read_key(draft, tunnel, context, auth);
    } else {
        context.out.error(where, fmt::format("peer '{}' has no 'psk_file' in [peer.auth]", peer.name.value),
                          "psk_file = \"/etc/hawser/NAME.psk\"");
    }
    if (draft.local_id) auth.local_id = identity_of(*draft.local_id, false, tunnel, context.out);
    if (draft.remote_id) {
        auth.remote_id = identity_of(*draft.remote_id, tunnel.endpoint.has_value(), tunnel, context.out);
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

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/peer_authentication.h"

#include <fmt/format.h>

#include "base/check.h"
#include "ike/crypto/auth.h"
#include "ike/engine/key_setup.h"

namespace hawser::ike {

namespace {

/// The peer's identity, and its payload as AUTH covers it.
struct PeerIdentity {
    Identity identity;
    Bytes body;
};

template <typename IdPayload>
PeerIdentity identity_in(const Message& message) {
    const auto* id = message.get<IdPayload>();
    HAWSER_CHECK(id != nullptr, "who has no identity cannot be authenticated");
    return {id->identity, id->body()};
}

std::string method_of(const AuthPayload* auth) {
    return auth == nullptr ? "EAP" : to_string(auth->method);
}

std::optional<ErrorWords> fault_of_psk(const IkeSa& sa, const PeerIdentity& peer, const AuthPayload* auth,
                                       const SecretBytes& psk) {
    if (auth == nullptr || auth->method != AuthMethod::kSharedKey) {
        return ErrorWords{
            FailureReason::kWrongPeerKey,
            fmt::format("peer authenticates itself by {}, expected a pre-shared key", method_of(auth))};
    }
    const Prf prf(sa.crypto->algorithms.prf);
    const SignedParts parts = signed_parts(sa, !sa.initiator(), peer.body);
    if (equal_in_constant_time(auth->data, psk_auth(prf, psk.view(), parts))) return std::nullopt;
    return ErrorWords{FailureReason::kWrongPeerKey,
                      fmt::format("peer's AUTH does not fit our pre-shared key (peer identity '{}')",
                                  clipped(peer.identity.to_string()))};
}

}  // namespace

std::optional<ErrorWords> fault_of_peer_authentication(const IkeSa& sa, const EngineContext& /*context*/,
                                                       const Message& message) {
    const PeerIdentity peer =
        sa.initiator() ? identity_in<IdrPayload>(message) : identity_in<IdiPayload>(message);
    return fault_of_psk(sa, peer, message.get<AuthPayload>(), *sa.config->auth.remote.psk);
}

}  // namespace hawser::ike

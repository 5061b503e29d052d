// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/own_authentication.h"

#include <utility>

#include "ike/crypto/auth.h"
#include "ike/crypto/signature.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/resume_keys.h"

namespace hawser::ike {

namespace {

Result<AuthPayload> sign(const IkeSa& sa, const Credential& credential, ByteView octets) {
    const bool by_rfc7427 = !sa.config->auth.hashes.empty();
    const auto scheme =
        choose_signature(credential.key(), by_rfc7427 ? sa.peer.signature_hashes : std::nullopt);
    if (!scheme) return scheme.error();
    return sign_auth(credential.key(), *scheme, octets);
}

template <typename IdPayload>
Result<OwnAuthentication> prove(const IkeSa& sa) {
    const LocalAuthentication& local = sa.config->auth.local;
    const IdPayload id{sa.config->local_identity, {}};
    const Bytes id_body = id.body();
    const Prf prf(sa.crypto->algorithms.prf);
    const SignedParts parts = signed_parts(sa, sa.initiator(), id_body);
    OwnAuthentication own;
    own.identity.push_back(id);
    if (sa.resumed) {
        own.auth = {AuthMethod::kSharedKey, resumption_auth(sa, sa.initiator(), id_body)};
        return own;
    }
    if (local.psk) {
        own.auth = {AuthMethod::kSharedKey, psk_auth(prf, local.psk->view(), parts)};
        return own;
    }
    auto signature = sign(sa, *local.credential, signed_octets(prf, parts));
    if (!signature) {
        return signature.error().within("certificate " + local.credential->certificate().to_string());
    }
    own.auth = *std::move(signature);
    for (CertPayload& one : local.credential->payloads(sa.peer.certificate_requests))
        own.identity.push_back(std::move(one));
    return own;
}

}  // namespace

Result<OwnAuthentication> authenticate_ourselves(const IkeSa& sa) {
    return sa.initiator() ? prove<IdiPayload>(sa) : prove<IdrPayload>(sa);
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/own_authentication.h"

#include <utility>

#include "ike/crypto/auth.h"
#include "ike/engine/key_setup.h"

namespace hawser::ike {

namespace {

template <typename IdPayload>
Result<OwnAuthentication> prove(const IkeSa& sa) {
    const IdPayload id{sa.config->local_identity, {}};
    const Bytes id_body = id.body();
    const Prf prf(sa.crypto->algorithms.prf);
    const SignedParts parts = signed_parts(sa, sa.initiator(), id_body);
    OwnAuthentication own;
    own.identity.push_back(id);
    own.auth = {AuthMethod::kSharedKey, psk_auth(prf, sa.config->auth.local.psk->view(), parts)};
    return own;
}

}  // namespace

Result<OwnAuthentication> authenticate_ourselves(const IkeSa& sa) {
    return sa.initiator() ? prove<IdiPayload>(sa) : prove<IdrPayload>(sa);
}

}  // namespace hawser::ike

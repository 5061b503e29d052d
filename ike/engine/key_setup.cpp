// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/key_setup.h"

#include <utility>

#include "ike/crypto/kdf.h"

namespace hawser::ike {

void set_up_keys(IkeSa& sa, const IkeAlgorithms& algorithms, const SecretBytes& shared_secret) {
    const Prf prf(algorithms.prf);
    const NoncePair nonces{sa.init.nonce_i, sa.init.nonce_r};
    const SecretBytes skeyseed = derive_skeyseed(prf, nonces, shared_secret.view());
    IkeKeys keys =
        derive_ike_keys(algorithms, skeyseed.view(), nonces, sa.initiator_spi(), sa.responder_spi());
    IkeCipherPair ciphers = IkeCipherPair::from_keys(algorithms, keys, sa.initiator());
    sa.crypto.emplace(SaCryptography{algorithms, std::move(keys), std::move(ciphers)});
    sa.add_evidence(Evidence::kKeys);
}

IkeCipherPair update_keys(IkeSa& sa, const SecretBytes& shared_secret) {
    SaCryptography& crypto = *sa.crypto;
    const NoncePair nonces{sa.init.nonce_i, sa.init.nonce_r};
    const SecretBytes skeyseed = derive_skeyseed_intermediate(
        Prf(crypto.algorithms.prf), crypto.keys.d.view(), shared_secret.view(), nonces);
    crypto.keys =
        derive_ike_keys(crypto.algorithms, skeyseed.view(), nonces, sa.initiator_spi(), sa.responder_spi());
    return std::exchange(crypto.ciphers,
                         IkeCipherPair::from_keys(crypto.algorithms, crypto.keys, sa.initiator()));
}

SignedParts signed_parts(const IkeSa& sa, bool of_initiator, ByteView id_body) {
    const IkeKeys& keys = sa.crypto->keys;
    const ByteView intermediate = sa.intermediate ? ByteView(sa.intermediate->chunk) : ByteView();
    if (of_initiator) return {sa.init.request, sa.init.nonce_r, keys.pi.view(), id_body, intermediate};
    return {sa.init.response, sa.init.nonce_i, keys.pr.view(), id_body, intermediate};
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/resume_keys.h"

#include <array>
#include <utility>

#include "base/check.h"
#include "ike/crypto/auth.h"
#include "ike/crypto/kdf.h"
#include "ike/engine/key_setup.h"

namespace hawser::ike {

void set_up_resumed_keys(IkeSa& sa) {
    HAWSER_CHECK(sa.resumed != nullptr, "only a resumed SA has a session");
    constexpr std::array<uint8_t, 10> kLabel = {'R', 'e', 's', 'u', 'm', 'p', 't', 'i', 'o', 'n'};
    const IkeAlgorithms& algorithms = sa.resumed->algorithms;
    const Prf prf(algorithms.prf);
    const NoncePair nonces{sa.init.nonce_i, sa.init.nonce_r};
    const SecretBytes skeyseed =
        prf.compute(sa.resumed->sk_d.view(), {kLabel, nonces.initiator, nonces.responder});
    IkeKeys keys =
        derive_ike_keys(algorithms, skeyseed.view(), nonces, sa.initiator_spi(), sa.responder_spi());
    IkeCipherPair ciphers = IkeCipherPair::from_keys(algorithms, keys, sa.initiator());
    sa.crypto.emplace(SaCryptography{algorithms, std::move(keys), std::move(ciphers)});
    sa.ppk = sa.resumed->ppk;
    sa.add_evidence(Evidence::kKeys);
}

Bytes resumption_auth(const IkeSa& sa, bool of_initiator, ByteView id_body) {
    const SignedParts parts = signed_parts(sa, of_initiator, id_body);
    const Prf prf(sa.crypto->algorithms.prf);
    return to_bytes(prf.compute(parts.sk_p, signed_octets(prf, parts)).view());
}

}  // namespace hawser::ike

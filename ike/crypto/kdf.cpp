// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/kdf.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <span>

#include "base/check.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

namespace {

/// Cuts key material into keys, front to back.
class Cutter {
 public:
    explicit Cutter(const SecretBytes& keymat) : keymat_(keymat) {}
    SecretBytes take(size_t size) {
        SecretBytes key = keymat_.slice(offset_, size);
        offset_ += size;
        return key;
    }

 private:
    const SecretBytes& keymat_;
    size_t offset_ = 0;
};

/// The size of a key whose algorithm was checked when the proposal was selected.
size_t known(std::optional<size_t> size) {
    HAWSER_CHECK(size.has_value(), "an algorithm that was not offered is not selected");
    return *size;
}

/// Secret parts in a row, wiped with it.
SecretBytes join(std::span<const ByteView> parts) {
    size_t size = 0;
    for (ByteView part : parts)
        size += part.size();
    SecretBytes joined(size);
    uint8_t* to = joined.data();
    for (ByteView part : parts)
        to = std::copy(part.begin(), part.end(), to);
    return joined;
}

SecretBytes join(std::initializer_list<ByteView> parts) {
    return join(std::span(parts.begin(), parts.size()));
}

/// SK(0) | Ni | Nr | SK(1) | ... | SK(n)
SecretBytes join(const ChainedSecrets& secrets, NoncePair nonces) {
    std::vector<ByteView> parts = {secrets.first, nonces.initiator, nonces.responder};
    parts.insert(parts.end(), secrets.additional.begin(), secrets.additional.end());
    return join(std::span<const ByteView>(parts));
}

/// Key material of a pair of ESP SAs, cut in the order of section 2.17.
ChildKeys derive_child_keys_from(const Prf& prf, ByteView sk_d, const ChildAlgorithms& algorithms,
                                 ByteView seed) {
    const size_t encryption = known(encryption_keymat_size(algorithms.encryption, algorithms.key_bits));
    const size_t integrity = known(integrity_key_size(algorithms.integrity));
    const SecretBytes keymat = prf.plus(sk_d, seed, 2 * (encryption + integrity));
    Cutter cutter(keymat);
    ChildKeys keys;
    keys.encryption_i = cutter.take(encryption);
    keys.integrity_i = cutter.take(integrity);
    keys.encryption_r = cutter.take(encryption);
    keys.integrity_r = cutter.take(integrity);
    return keys;
}

}  // namespace

SecretBytes derive_skeyseed(const Prf& prf, NoncePair nonces, ByteView shared_secret) {
    const SecretBytes key = join({nonces.initiator, nonces.responder});
    return prf.compute(key.view(), shared_secret);
}

SecretBytes derive_skeyseed_rekey(const Prf& old_prf, ByteView old_sk_d, ByteView shared_secret,
                                  NoncePair nonces) {
    return old_prf.compute(old_sk_d, {shared_secret, nonces.initiator, nonces.responder});
}

SecretBytes derive_chained_skeyseed_rekey(const Prf& old_prf, ByteView old_sk_d,
                                          const ChainedSecrets& secrets, NoncePair nonces) {
    return old_prf.compute(old_sk_d, join(secrets, nonces).view());
}

SecretBytes derive_skeyseed_intermediate(const Prf& prf, ByteView previous_sk_d, ByteView shared_secret,
                                         NoncePair nonces) {
    // The formula of a rekeying (RFC 7296 section 2.18), with other inputs.
    return derive_skeyseed_rekey(prf, previous_sk_d, shared_secret, nonces);
}

SecretBytes derive_ike_keymat(const Prf& prf, ByteView skeyseed, NoncePair nonces, IkeSpi initiator_spi,
                              IkeSpi responder_spi, size_t length) {
    ByteWriter spis;
    spis.u64(initiator_spi.value());
    spis.u64(responder_spi.value());
    const SecretBytes seed = join({nonces.initiator, nonces.responder, spis.view()});
    return prf.plus(skeyseed, seed.view(), length);
}

// {SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr} = prf+ (SKEYSEED, Ni | Nr | SPIi | SPIr),
// section 2.14. With an AEAD, SK_ai and SK_ar are not generated (RFC 5282 section 7).
IkeKeys derive_ike_keys(const IkeAlgorithms& algorithms, ByteView skeyseed, NoncePair nonces,
                        IkeSpi initiator_spi, IkeSpi responder_spi) {
    const Prf prf(algorithms.prf);
    const size_t prf_size = prf.output_size();
    const size_t integrity = known(integrity_key_size(algorithms.integrity));
    const size_t encryption = known(encryption_keymat_size(algorithms.encryption, algorithms.key_bits));
    const SecretBytes keymat = derive_ike_keymat(prf, skeyseed, nonces, initiator_spi, responder_spi,
                                                 3 * prf_size + 2 * integrity + 2 * encryption);
    Cutter cutter(keymat);
    IkeKeys keys;
    keys.d = cutter.take(prf_size);
    keys.ai = cutter.take(integrity);
    keys.ar = cutter.take(integrity);
    keys.ei = cutter.take(encryption);
    keys.er = cutter.take(encryption);
    keys.pi = cutter.take(prf_size);
    keys.pr = cutter.take(prf_size);
    return keys;
}

SecretBytes derive_child_keymat(const Prf& prf, ByteView sk_d, ByteView shared_secret, NoncePair nonces,
                                size_t length) {
    const SecretBytes seed = join({shared_secret, nonces.initiator, nonces.responder});
    return prf.plus(sk_d, seed.view(), length);
}

ChildKeys derive_child_keys(const Prf& prf, ByteView sk_d, const ChildAlgorithms& algorithms,
                            ByteView shared_secret, NoncePair nonces) {
    const SecretBytes seed = join({shared_secret, nonces.initiator, nonces.responder});
    return derive_child_keys_from(prf, sk_d, algorithms, seed.view());
}

ChildKeys derive_chained_child_keys(const Prf& prf, ByteView sk_d, const ChildAlgorithms& algorithms,
                                    const ChainedSecrets& secrets, NoncePair nonces) {
    return derive_child_keys_from(prf, sk_d, algorithms, join(secrets, nonces).view());
}

void mix_ppk(const Prf& prf, ByteView ppk, IkeKeys& keys) {
    for (SecretBytes* key : {&keys.d, &keys.pi, &keys.pr})
        *key = prf.plus(ppk, key->view(), key->size());
}

}  // namespace hawser::ike

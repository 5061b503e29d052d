// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/core_names.h>
#include <openssl/err.h>

#include <array>

#include "ike/crypto/key_exchange_groups.h"

// ML-KEM of FIPS 203 for IKEv2 (draft-ietf-ipsecme-ikev2-mlkem). Everything called here is in OpenSSL 3.0;
// the algorithms themselves come with 3.5 and are found by name.
namespace hawser::ike {

namespace {

constexpr size_t kSecretBytes = 32;
/// d | z of FIPS 203 algorithm 19, from which a key pair is made.
constexpr size_t kSeedBytes = 64;
/// m of FIPS 203 algorithm 20.
constexpr size_t kEncapsulationBytes = 32;
constexpr const char* kSeedParameter = "seed";
constexpr const char* kEncapsulationParameter = "ikme";

struct ParameterSet {
    GroupId group;
    const char* name;  ///< OpenSSL's
    size_t key_bytes;
    size_t ciphertext_bytes;
};

constexpr std::array<ParameterSet, 3> kSets = {{
    {GroupId::kMlKem512, "ML-KEM-512", 800, 768},
    {GroupId::kMlKem768, "ML-KEM-768", 1184, 1088},
    {GroupId::kMlKem1024, "ML-KEM-1024", 1568, 1568},
}};

const ParameterSet* set_of(GroupId group) {
    for (const ParameterSet& set : kSets)
        if (set.group == group) return &set;
    return nullptr;
}

bool has(const ParameterSet& set) {
    EVP_KEM* kem = EVP_KEM_fetch(nullptr, set.name, nullptr);
    ERR_clear_error();
    EVP_KEM_free(kem);
    return kem != nullptr;
}

openssl::Pkey make_pair(const ParameterSet& set, RandomSource& random) {
    SecretBytes seed(kSeedBytes);
    random.fill({seed.data(), seed.size()});
    const std::array<OSSL_PARAM, 2> params = {
        OSSL_PARAM_construct_octet_string(kSeedParameter, seed.data(), seed.size()),
        OSSL_PARAM_construct_end()};
    openssl::PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, set.name, nullptr));
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_params(context.get(), params.data()) != 1 ||
        EVP_PKEY_generate(context.get(), &key) != 1) {
        return nullptr;
    }
    return openssl::Pkey(key);
}

/// The half that can decapsulate.
class MlKemExchange final : public KeyExchange {
 public:
    MlKemExchange(const ParameterSet& set, openssl::Pkey key, Bytes public_value)
        : set_(set), key_(std::move(key)), public_value_(std::move(public_value)) {}

    GroupId group() const override { return set_.group; }
    ByteView public_value() const override { return public_value_; }

    /// A ciphertext of the right length always gives a secret; of a wrong one, AUTH will not fit ("implicit
    /// rejection", FIPS 203 algorithm 18).
    std::optional<SecretBytes> shared_secret(ByteView ciphertext) const override {
        if (ciphertext.size() != set_.ciphertext_bytes) return std::nullopt;
        openssl::PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr));
        SecretBytes secret(kSecretBytes);
        size_t length = secret.size();
        const bool done = context && EVP_PKEY_decapsulate_init(context.get(), nullptr) == 1 &&
                          EVP_PKEY_decapsulate(context.get(), secret.data(), &length, ciphertext.data(),
                                               ciphertext.size()) == 1 &&
                          length == kSecretBytes;
        if (done) return secret;
        ERR_clear_error();
        return std::nullopt;
    }

 private:
    const ParameterSet& set_;
    openssl::Pkey key_;
    Bytes public_value_;
};

}  // namespace

bool is_ml_kem(GroupId group) {
    return set_of(group) != nullptr;
}

bool openssl_has_ml_kem(GroupId group) {
    static const std::array<bool, kSets.size()> kThere = {has(kSets[0]), has(kSets[1]), has(kSets[2])};
    const ParameterSet* set = set_of(group);
    return set != nullptr && kThere[static_cast<size_t>(set - kSets.data())];
}

size_t ml_kem_key_bytes(GroupId group) {
    const ParameterSet* set = set_of(group);
    return set != nullptr ? set->key_bytes : 0;
}

size_t ml_kem_ciphertext_bytes(GroupId group) {
    const ParameterSet* set = set_of(group);
    return set != nullptr ? set->ciphertext_bytes : 0;
}

Result<std::unique_ptr<KeyExchange>> make_ml_kem(GroupId group, RandomSource& random) {
    const ParameterSet& set = *set_of(group);
    openssl::Pkey key = make_pair(set, random);
    Bytes public_value(set.key_bytes);
    size_t length = public_value.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), public_value.data(), &length) != 1 ||
        length != set.key_bytes) {
        return openssl::failure("making a key of " + to_string(group));
    }
    return std::unique_ptr<KeyExchange>(
        std::make_unique<MlKemExchange>(set, std::move(key), std::move(public_value)));
}

std::optional<KeyExchangeAnswer> encapsulate_ml_kem(GroupId group, ByteView peer_value,
                                                    RandomSource& random) {
    const ParameterSet& set = *set_of(group);
    if (peer_value.size() != set.key_bytes) return std::nullopt;
    // Reading the key makes the modulus check of FIPS 203 section 7.2.
    openssl::Pkey peer(
        EVP_PKEY_new_raw_public_key_ex(nullptr, set.name, nullptr, peer_value.data(), peer_value.size()));
    SecretBytes drawn(kEncapsulationBytes);
    random.fill({drawn.data(), drawn.size()});
    const std::array<OSSL_PARAM, 2> params = {
        OSSL_PARAM_construct_octet_string(kEncapsulationParameter, drawn.data(), drawn.size()),
        OSSL_PARAM_construct_end()};
    KeyExchangeAnswer answer{Bytes(set.ciphertext_bytes), SecretBytes(kSecretBytes)};
    size_t value_length = answer.value.size();
    size_t secret_length = answer.shared_secret.size();
    openssl::PkeyContext context(peer ? EVP_PKEY_CTX_new_from_pkey(nullptr, peer.get(), nullptr) : nullptr);
    const bool done = context && EVP_PKEY_encapsulate_init(context.get(), params.data()) == 1 &&
                      EVP_PKEY_encapsulate(context.get(), answer.value.data(), &value_length,
                                           answer.shared_secret.data(), &secret_length) == 1 &&
                      value_length == set.ciphertext_bytes && secret_length == kSecretBytes;
    if (done) return answer;
    ERR_clear_error();
    return std::nullopt;
}

}  // namespace hawser::ike

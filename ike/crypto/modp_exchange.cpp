// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>

#include "base/check.h"
#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

namespace {

constexpr BN_ULONG kGenerator = 2;

/// RFC 3526 section 3, 4 or 5.
struct ModpGroup {
    GroupId group;
    const char* name;  ///< OpenSSL's
    size_t modulus_bytes;
    /// Twice the strength that section 8 gives the group, by its lower estimate: a longer exponent costs time
    /// and adds nothing.
    size_t exponent_bytes;
    const BIGNUM* modulus;
};

const ModpGroup& modp_of(GroupId group) {
    static const ModpGroup k2048{GroupId::kModp2048, "modp_2048", 256, 32,
                                 BN_get_rfc3526_prime_2048(nullptr)};
    static const ModpGroup k3072{GroupId::kModp3072, "modp_3072", 384, 33,
                                 BN_get_rfc3526_prime_3072(nullptr)};
    static const ModpGroup k4096{GroupId::kModp4096, "modp_4096", 512, 38,
                                 BN_get_rfc3526_prime_4096(nullptr)};
    const ModpGroup& modp = group == GroupId::kModp2048 ? k2048 : group == GroupId::kModp3072 ? k3072 : k4096;
    HAWSER_CHECK(modp.modulus != nullptr, "OpenSSL has no groups of RFC 3526");
    return modp;
}

/// Takes as long as it takes: only public values are compared.
bool is_in_range(const ModpGroup& modp, const BIGNUM* value) {
    openssl::BigNumber last(BN_dup(modp.modulus));
    return last && BN_sub_word(last.get(), 1) == 1 && BN_cmp(value, BN_value_one()) > 0 &&
           BN_cmp(value, last.get()) < 0;
}

openssl::Pkey make_key(const ModpGroup& modp, const BIGNUM* public_key, const BIGNUM* private_key) {
    openssl::ParamBuilder builder(OSSL_PARAM_BLD_new());
    const bool pushed =
        builder &&
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, modp.name, 0) == 1 &&
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, public_key) == 1 &&
        (private_key == nullptr ||
         OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, private_key) == 1);
    if (!pushed) return nullptr;
    return openssl::pkey_from("DH", private_key != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                              builder.get());
}

class ModpExchange final : public KeyExchange {
 public:
    ModpExchange(const ModpGroup& modp, openssl::Pkey key, Bytes public_value)
        : modp_(modp), key_(std::move(key)), public_value_(std::move(public_value)) {}

    GroupId group() const override { return modp_.group; }
    ByteView public_value() const override { return public_value_; }

    std::optional<SecretBytes> shared_secret(ByteView peer_value) const override {
        if (peer_value.size() != modp_.modulus_bytes) return std::nullopt;
        const openssl::BigNumber value(
            BN_bin2bn(peer_value.data(), static_cast<int>(peer_value.size()), nullptr));
        // For a safe prime, 1 < y < p - 1 is all the test there is: RFC 6989 section 2.1.
        if (!value || !is_in_range(modp_, value.get())) return std::nullopt;
        const openssl::Pkey peer = make_key(modp_, value.get(), nullptr);
        if (!peer) {
            ERR_clear_error();
            return std::nullopt;
        }
        return derive_shared_secret(key_.get(), peer.get(), modp_.modulus_bytes, true);
    }

 private:
    const ModpGroup& modp_;
    openssl::Pkey key_;
    Bytes public_value_;
};

openssl::BigNumber draw_exponent(const ModpGroup& modp, RandomSource& random) {
    SecretBytes drawn(modp.exponent_bytes);
    random.fill({drawn.data(), drawn.size()});
    // The highest bit is set, so that the exponent is never small, whatever a test's source gives.
    drawn.data()[0] |= 0x80;
    openssl::BigNumber exponent = openssl::secret_number(drawn.view());
    return exponent;
}

/// g^x mod p; null on failure.
openssl::BigNumber raise_generator(const ModpGroup& modp, const BIGNUM* exponent) {
    openssl::BigNumberContext context(BN_CTX_new());
    openssl::BigNumber generator(BN_new());
    openssl::BigNumber result(BN_new());
    const bool done = context && generator && result && BN_set_word(generator.get(), kGenerator) == 1 &&
                      BN_mod_exp(result.get(), generator.get(), exponent, modp.modulus, context.get()) == 1;
    return done ? std::move(result) : nullptr;
}

}  // namespace

Result<std::unique_ptr<KeyExchange>> make_modp(GroupId group, RandomSource& random) {
    const ModpGroup& modp = modp_of(group);
    const std::string doing = "making a key of " + to_string(group);
    const openssl::BigNumber exponent = draw_exponent(modp, random);
    if (!exponent) return openssl::failure(doing);
    const openssl::BigNumber value = raise_generator(modp, exponent.get());
    if (!value) return openssl::failure(doing);
    openssl::Pkey key = make_key(modp, value.get(), exponent.get());
    Bytes public_value(modp.modulus_bytes);
    if (!key || BN_bn2binpad(value.get(), public_value.data(), static_cast<int>(modp.modulus_bytes)) < 0) {
        return openssl::failure(doing);
    }
    return std::unique_ptr<KeyExchange>(
        std::make_unique<ModpExchange>(modp, std::move(key), std::move(public_value)));
}

}  // namespace hawser::ike

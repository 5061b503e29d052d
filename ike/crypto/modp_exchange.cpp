// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>

#include "base/check.h"
#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

namespace {

constexpr const char* kGroupName = "modp_2048";
constexpr size_t kModulusBytes = 256;
/// RFC 3526 section 8 gives 220 to 320 bits for the strength of this group: 256, as others use.
constexpr size_t kExponentBytes = 32;
constexpr BN_ULONG kGenerator = 2;

/// 2^2048 - 2^1984 - 1 + 2^64 * { [2^1918 pi] + 124476 }, RFC 3526 section 3.
const BIGNUM* modulus() {
    static const BIGNUM* const kModulus = BN_get_rfc3526_prime_2048(nullptr);
    HAWSER_CHECK(kModulus != nullptr, "OpenSSL has no group of RFC 3526");
    return kModulus;
}

/// Takes as long as it takes: only public values are compared.
bool is_in_range(const BIGNUM* value) {
    openssl::BigNumber last(BN_dup(modulus()));
    return last && BN_sub_word(last.get(), 1) == 1 && BN_cmp(value, BN_value_one()) > 0 &&
           BN_cmp(value, last.get()) < 0;
}

openssl::Pkey make_key(const BIGNUM* public_key, const BIGNUM* private_key) {
    openssl::ParamBuilder builder(OSSL_PARAM_BLD_new());
    const bool pushed =
        builder &&
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, kGroupName, 0) == 1 &&
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, public_key) == 1 &&
        (private_key == nullptr ||
         OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, private_key) == 1);
    if (!pushed) return nullptr;
    return openssl::pkey_from("DH", private_key != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                              builder.get());
}

class ModpExchange final : public KeyExchange {
 public:
    ModpExchange(openssl::Pkey key, Bytes public_value)
        : key_(std::move(key)), public_value_(std::move(public_value)) {}

    GroupId group() const override { return GroupId::kModp2048; }
    ByteView public_value() const override { return public_value_; }

    std::optional<SecretBytes> shared_secret(ByteView peer_value) const override {
        if (peer_value.size() != kModulusBytes) return std::nullopt;
        const openssl::BigNumber value(
            BN_bin2bn(peer_value.data(), static_cast<int>(peer_value.size()), nullptr));
        // For a safe prime, 1 < y < p - 1 is all the test there is: RFC 6989 section 2.1.
        if (!value || !is_in_range(value.get())) return std::nullopt;
        const openssl::Pkey peer = make_key(value.get(), nullptr);
        if (!peer) {
            ERR_clear_error();
            return std::nullopt;
        }
        return derive_shared_secret(key_.get(), peer.get(), kModulusBytes, true);
    }

 private:
    openssl::Pkey key_;
    Bytes public_value_;
};

openssl::BigNumber draw_exponent(RandomSource& random) {
    SecretBytes drawn(kExponentBytes);
    random.fill({drawn.data(), drawn.size()});
    // The highest bit is set, so that the exponent is never small, whatever a test's source gives.
    drawn.data()[0] |= 0x80;
    openssl::BigNumber exponent = openssl::secret_number(drawn.view());
    return exponent;
}

/// g^x mod p; null on failure.
openssl::BigNumber raise_generator(const BIGNUM* exponent) {
    openssl::BigNumberContext context(BN_CTX_new());
    openssl::BigNumber generator(BN_new());
    openssl::BigNumber result(BN_new());
    const bool done = context && generator && result && BN_set_word(generator.get(), kGenerator) == 1 &&
                      BN_mod_exp(result.get(), generator.get(), exponent, modulus(), context.get()) == 1;
    return done ? std::move(result) : nullptr;
}

}  // namespace

Result<std::unique_ptr<KeyExchange>> make_modp2048(RandomSource& random) {
    const std::string doing = "making a key of MODP_2048";
    const openssl::BigNumber exponent = draw_exponent(random);
    if (!exponent) return openssl::failure(doing);
    const openssl::BigNumber value = raise_generator(exponent.get());
    if (!value) return openssl::failure(doing);
    openssl::Pkey key = make_key(value.get(), exponent.get());
    Bytes public_value(kModulusBytes);
    if (!key || BN_bn2binpad(value.get(), public_value.data(), static_cast<int>(kModulusBytes)) < 0) {
        return openssl::failure(doing);
    }
    return std::unique_ptr<KeyExchange>(
        std::make_unique<ModpExchange>(std::move(key), std::move(public_value)));
}

}  // namespace hawser::ike

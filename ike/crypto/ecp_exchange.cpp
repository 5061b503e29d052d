// SPDX-License-Identifier: BSD-2-Clause
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include "base/check.h"
#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

namespace {

struct Curve {
    GroupId group;
    const char* name;  ///< OpenSSL's
    size_t coordinate_bytes;
    const EC_GROUP* parameters;
};

const Curve& curve_of(GroupId group) {
    static const Curve kP256{GroupId::kEcp256, "prime256v1", 32,
                             EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
    static const Curve kP384{GroupId::kEcp384, "secp384r1", 48, EC_GROUP_new_by_curve_name(NID_secp384r1)};
    static const Curve kP521{GroupId::kEcp521, "secp521r1", 66, EC_GROUP_new_by_curve_name(NID_secp521r1)};
    const Curve& curve = group == GroupId::kEcp256 ? kP256 : group == GroupId::kEcp384 ? kP384 : kP521;
    HAWSER_CHECK(curve.parameters != nullptr, "OpenSSL has no NIST curves");
    return curve;
}

/// OpenSSL's encoding of a point: 4 | x | y. RFC 5903 section 7 sends x | y.
Bytes encoded(ByteView x_and_y) {
    Bytes bytes{POINT_CONVERSION_UNCOMPRESSED};
    append(bytes, x_and_y);
    return bytes;
}

openssl::Pkey make_key(const Curve& curve, ByteView x_and_y, const BIGNUM* private_key) {
    openssl::ParamBuilder builder(OSSL_PARAM_BLD_new());
    const Bytes point = encoded(x_and_y);
    const bool pushed =
        builder &&
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.name, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) == 1 &&
        (private_key == nullptr || OSSL_PARAM_BLD_push_BN_pad(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY,
                                                              private_key, curve.coordinate_bytes) == 1);
    if (!pushed) return nullptr;
    return openssl::pkey_from("EC", private_key != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                              builder.get());
}

class EcpExchange final : public KeyExchange {
 public:
    EcpExchange(const Curve& curve, openssl::Pkey key, Bytes public_value)
        : curve_(curve), key_(std::move(key)), public_value_(std::move(public_value)) {}

    GroupId group() const override { return curve_.group; }
    ByteView public_value() const override { return public_value_; }

    /// g^ir is the x coordinate alone (RFC 5903 section 7).
    std::optional<SecretBytes> shared_secret(ByteView peer_value) const override {
        if (peer_value.size() != 2 * curve_.coordinate_bytes) return std::nullopt;
        // Reading the point checks both coordinates' range and the curve's equation, which is what RFC 6989
        // section 2.3 asks for; with cofactor 1 every point of the curve is one of the group, and infinity
        // has no encoding.
        const openssl::Pkey peer = make_key(curve_, peer_value, nullptr);
        if (!peer) {
            ERR_clear_error();
            return std::nullopt;
        }
        return derive_shared_secret(key_.get(), peer.get(), curve_.coordinate_bytes);
    }

 private:
    const Curve& curve_;
    openssl::Pkey key_;
    Bytes public_value_;
};

/// A number from 1 to n - 1. Eight bytes more than a coordinate has are drawn and reduced, so that it is as
/// good as uniform without drawing again (FIPS 186-4 appendix B.4.1).
openssl::BigNumber draw_private_key(const Curve& curve, BN_CTX* context, RandomSource& random) {
    SecretBytes drawn(curve.coordinate_bytes + 8);
    random.fill({drawn.data(), drawn.size()});
    openssl::BigNumber number = openssl::secret_number(drawn.view());
    openssl::BigNumber range(BN_dup(EC_GROUP_get0_order(curve.parameters)));
    if (!number || !range) return nullptr;
    const bool reduced = BN_sub_word(range.get(), 1) == 1 &&
                         BN_nnmod(number.get(), number.get(), range.get(), context) == 1 &&
                         BN_add_word(number.get(), 1) == 1;
    return reduced ? std::move(number) : nullptr;
}

/// The point that belongs to a private key, as x | y; empty on failure.
Bytes public_point(const Curve& curve, const BIGNUM* private_key, BN_CTX* context) {
    openssl::Point point(EC_POINT_new(curve.parameters));
    if (!point || EC_POINT_mul(curve.parameters, point.get(), private_key, nullptr, nullptr, context) != 1)
        return {};
    Bytes bytes(1 + 2 * curve.coordinate_bytes);
    if (EC_POINT_point2oct(curve.parameters, point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes.data(),
                           bytes.size(), context) != bytes.size()) {
        return {};
    }
    bytes.erase(bytes.begin());
    return bytes;
}

}  // namespace

Result<std::unique_ptr<KeyExchange>> make_ecp(GroupId group, RandomSource& random) {
    const Curve& curve = curve_of(group);
    const std::string doing = "making a key of " + to_string(group);
    openssl::BigNumberContext context(BN_CTX_new());
    if (!context) return openssl::failure(doing);
    const openssl::BigNumber private_key = draw_private_key(curve, context.get(), random);
    if (!private_key) return openssl::failure(doing);
    Bytes public_value = public_point(curve, private_key.get(), context.get());
    if (public_value.empty()) return openssl::failure(doing);
    openssl::Pkey key = make_key(curve, public_value, private_key.get());
    if (!key) return openssl::failure(doing);
    return std::unique_ptr<KeyExchange>(
        std::make_unique<EcpExchange>(curve, std::move(key), std::move(public_value)));
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/x509/key.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <optional>
#include <string_view>

#include "ike/crypto/openssl.h"

namespace hawser::ike {

namespace {

/// 112 bits of strength (RFC 8221 section 4 and NIST SP 800-57).
constexpr int kMinRsaBits = 2048;
/// Verifying with a larger one costs a stranger nothing and us milliseconds.
constexpr int kMaxRsaBits = 8192;

std::optional<KeyKind> curve_kind(EVP_PKEY* key) {
    std::array<char, 64> name{};
    size_t length = 0;
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1) return std::nullopt;
    const std::string_view curve(name.data(), length);
    if (curve == "prime256v1") return KeyKind::kEcdsa256;
    if (curve == "secp384r1") return KeyKind::kEcdsa384;
    if (curve == "secp521r1") return KeyKind::kEcdsa521;
    return std::nullopt;
}

Result<KeyKind> kind_of(EVP_PKEY* key) {
    const int bits = EVP_PKEY_get_bits(key);
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA:
            if (bits < kMinRsaBits)
                return Error(
                    fmt::format("RSA key of {} bits is too weak: {} are the least", bits, kMinRsaBits));
            if (bits > kMaxRsaBits)
                return Error(
                    fmt::format("RSA key of {} bits is too long: {} are the most", bits, kMaxRsaBits));
            return KeyKind::kRsa;
        case EVP_PKEY_EC:
            if (const auto kind = curve_kind(key)) return *kind;
            return Error("EC key is on none of the curves P-256, P-384 and P-521");
        case EVP_PKEY_ED25519:
            return KeyKind::kEd25519;
        case EVP_PKEY_ED448:
            return KeyKind::kEd448;
        default:
            return Error("key is of a kind that does not sign in IKE: RSA, ECDSA, Ed25519 and Ed448 do");
    }
}

}  // namespace

Result<PublicKey> PublicKey::adopt(evp_pkey_st* key) {
    std::shared_ptr<evp_pkey_st> owned(key, EVP_PKEY_free);
    const auto kind = kind_of(key);
    if (!kind) return kind.error();
    return PublicKey(*kind, std::move(owned));
}

unsigned PublicKey::bits() const {
    return static_cast<unsigned>(EVP_PKEY_get_bits(key_.get()));
}

std::string PublicKey::to_string() const {
    switch (kind_) {
        case KeyKind::kRsa:
            return fmt::format("RSA {}", bits());
        case KeyKind::kEd25519:
            return "ED25519";
        case KeyKind::kEd448:
            return "ED448";
        default:
            return fmt::format("ECDSA {}", bits());
    }
}

Result<PrivateKey> PrivateKey::parse(ByteView pem_or_der) {
    const std::string doing = "reading a private key";
    if (pem_or_der.empty()) return Error(doing + ": it is empty");
    EVP_PKEY* key = nullptr;
    if (pem_or_der.front() == 0x30) {
        const unsigned char* at = pem_or_der.data();
        key = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(pem_or_der.size()));
    } else {
        openssl::Bio bio(BIO_new_mem_buf(pem_or_der.data(), static_cast<int>(pem_or_der.size())));
        key = bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, openssl::no_passphrase, nullptr) : nullptr;
    }
    if (key == nullptr) {
        ERR_clear_error();
        return Error(doing + ": it is no PEM or DER of one, or needs a passphrase");
    }
    auto both = PublicKey::adopt(key);
    if (!both) return both.error().within(doing);
    return PrivateKey(*std::move(both));
}

bool PrivateKey::belongs_to(const PublicKey& key) const {
    return EVP_PKEY_eq(handle(), key.handle()) == 1;
}

}  // namespace hawser::ike

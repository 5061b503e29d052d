// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/raw_signature.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <array>

#include "base/check.h"
#include "ike/crypto/openssl.h"
#include "ike/crypto/x509/certificate_library.h"

namespace hawser::ike {

namespace {

const EVP_MD* digest_of(HashAlgorithm hash) {
    static const std::array<const EVP_MD*, 3> kDigests = {EVP_MD_fetch(nullptr, "SHA2-256", nullptr),
                                                          EVP_MD_fetch(nullptr, "SHA2-384", nullptr),
                                                          EVP_MD_fetch(nullptr, "SHA2-512", nullptr)};
    const auto index = static_cast<size_t>(hash) - static_cast<size_t>(HashAlgorithm::kSha2_256);
    // EdDSA hashes by itself.
    return index < kDigests.size() ? kDigests[index] : nullptr;
}

/// Fetched anew in the library of the certificates, which remembers it.
const char* digest_name(HashAlgorithm hash) {
    const EVP_MD* digest = digest_of(hash);
    return digest == nullptr ? nullptr : EVP_MD_get0_name(digest);
}

bool set_padding(EVP_PKEY_CTX* context, const SignatureAlgorithm& algorithm) {
    if (algorithm.kind == SignatureKind::kRsaPkcs1)
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    if (algorithm.kind != SignatureKind::kRsaPss) return true;
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, algorithm.salt_bytes) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest_of(algorithm.hash)) == 1;
}

using SignaturePtr = std::unique_ptr<ECDSA_SIG, openssl::Free<ECDSA_SIG_free>>;

}  // namespace

std::optional<Bytes> make_signature(evp_pkey_st* key, const SignatureAlgorithm& algorithm, ByteView data) {
    openssl::DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* parameters = nullptr;
    Bytes signature(static_cast<size_t>(EVP_PKEY_get_size(key)));
    size_t length = signature.size();
    const bool done =
        context &&
        EVP_DigestSignInit(context.get(), &parameters, digest_of(algorithm.hash), nullptr, key) == 1 &&
        set_padding(parameters, algorithm) &&
        EVP_DigestSign(context.get(), signature.data(), &length, data.data(), data.size()) == 1;
    if (!done) return std::nullopt;
    signature.resize(length);
    return signature;
}

bool signature_fits(evp_pkey_st* key, const SignatureAlgorithm& algorithm, ByteView signature,
                    ByteView data) {
    openssl::DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* parameters = nullptr;
    const bool fits =
        context &&
        EVP_DigestVerifyInit_ex(context.get(), &parameters, digest_name(algorithm.hash),
                                openssl::certificate_library(), nullptr, key, nullptr) == 1 &&
        set_padding(parameters, algorithm) &&
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(), data.size()) == 1;
    // What a stranger sends must not fill the thread's queue of errors.
    if (!fits) ERR_clear_error();
    return fits;
}

std::optional<Bytes> ecdsa_to_fixed(ByteView der, size_t number_bytes) {
    const unsigned char* at = der.data();
    const SignaturePtr signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    Bytes fixed(2 * number_bytes);
    const int size = static_cast<int>(number_bytes);
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), fixed.data(), size) != size ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), fixed.data() + number_bytes, size) != size) {
        ERR_clear_error();
        return std::nullopt;
    }
    return fixed;
}

std::optional<Bytes> ecdsa_from_fixed(ByteView fixed, size_t number_bytes) {
    if (fixed.size() != 2 * number_bytes) return std::nullopt;
    const int size = static_cast<int>(number_bytes);
    openssl::BigNumber r(BN_bin2bn(fixed.data(), size, nullptr));
    openssl::BigNumber s(BN_bin2bn(fixed.data() + number_bytes, size, nullptr));
    const SignaturePtr signature(ECDSA_SIG_new());
    HAWSER_CHECK(signature && r && s && ECDSA_SIG_set0(signature.get(), r.get(), s.get()) == 1,
                 "making numbers fails only for lack of memory");
    // The signature owns them.
    (void)r.release();
    (void)s.release();
    unsigned char* made = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &made);
    Bytes der(made, made + (length > 0 ? length : 0));
    OPENSSL_free(made);
    return der;
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ike/crypto/openssl.h"
#include "ike/crypto/raw_signature.h"

namespace hawser::ike {

namespace {

constexpr std::array kHashes = {HashAlgorithm::kSha2_256, HashAlgorithm::kSha2_384, HashAlgorithm::kSha2_512,
                                HashAlgorithm::kIdentity};

/// Methods 9 to 11 fix curve and hash together (RFC 4754 section 3).
struct EcdsaMethod {
    AuthMethod method;
    KeyKind key;
    HashAlgorithm hash;
    size_t number_bytes;
};

constexpr EcdsaMethod kEcdsaMethods[] = {
    {AuthMethod::kEcdsa256, KeyKind::kEcdsa256, HashAlgorithm::kSha2_256, 32},
    {AuthMethod::kEcdsa384, KeyKind::kEcdsa384, HashAlgorithm::kSha2_384, 48},
    {AuthMethod::kEcdsa521, KeyKind::kEcdsa521, HashAlgorithm::kSha2_512, 66},
};

const EcdsaMethod* ecdsa_method(AuthMethod method) {
    for (const EcdsaMethod& one : kEcdsaMethods)
        if (one.method == method) return &one;
    return nullptr;
}

const EcdsaMethod* ecdsa_method_of(KeyKind key) {
    for (const EcdsaMethod& one : kEcdsaMethods)
        if (one.key == key) return &one;
    return nullptr;
}

bool is_eddsa(KeyKind kind) {
    return kind == KeyKind::kEd25519 || kind == KeyKind::kEd448;
}

/// The hash whose strength is the key's (NIST SP 800-57 part 1, table 2).
HashAlgorithm fitting_hash(const PrivateKey& key) {
    if (const EcdsaMethod* method = ecdsa_method_of(key.kind())) return method->hash;
    if (is_eddsa(key.kind())) return HashAlgorithm::kIdentity;
    return key.bits() <= 3072 ? HashAlgorithm::kSha2_256 : HashAlgorithm::kSha2_384;
}

/// The fitting one, else the strongest.
std::optional<HashAlgorithm> common_hash(HashAlgorithm fitting, const std::vector<HashAlgorithm>& theirs) {
    const auto has = [&theirs](HashAlgorithm hash) {
        return std::find(theirs.begin(), theirs.end(), hash) != theirs.end();
    };
    if (has(fitting)) return fitting;
    if (fitting == HashAlgorithm::kIdentity) return std::nullopt;
    for (HashAlgorithm hash : {HashAlgorithm::kSha2_512, HashAlgorithm::kSha2_384, HashAlgorithm::kSha2_256})
        if (has(hash)) return hash;
    return std::nullopt;
}

SignatureAlgorithm algorithm_of(KeyKind kind, HashAlgorithm hash) {
    switch (kind) {
        case KeyKind::kRsa:
            return SignatureAlgorithm::pss(hash);
        case KeyKind::kEd25519:
            return {SignatureKind::kEd25519, HashAlgorithm::kIdentity};
        case KeyKind::kEd448:
            return {SignatureKind::kEd448, HashAlgorithm::kIdentity};
        default:
            return {SignatureKind::kEcdsa, hash};
    }
}

bool fits_key(SignatureKind kind, KeyKind key) {
    switch (kind) {
        case SignatureKind::kRsaPkcs1:
        case SignatureKind::kRsaPss:
            return key == KeyKind::kRsa;
        case SignatureKind::kEcdsa:
            return ecdsa_method_of(key) != nullptr;
        case SignatureKind::kEd25519:
            return key == KeyKind::kEd25519;
        case SignatureKind::kEd448:
            return key == KeyKind::kEd448;
    }
    return false;
}

/// RFC 7427 section 3: | ASN.1 Length | AlgorithmIdentifier | Signature Value |
Result<void> verify_digital(const PublicKey& key, ByteView data, ByteView octets) {
    if (data.empty() || data.size() < 1u + data[0]) return Error("AUTH is shorter than its algorithm");
    const auto algorithm = SignatureAlgorithm::from_der(data.subspan(1, data[0]));
    if (!algorithm) return algorithm.error();
    if (!fits_key(algorithm->kind, key.kind())) {
        return Error(fmt::format("AUTH is by {}, but the certificate's key is {}", algorithm->to_string(),
                                 key.to_string()));
    }
    if (!signature_fits(key.handle(), *algorithm, data.subspan(1u + data[0]), octets))
        return Error(fmt::format("signature by {} is wrong", algorithm->to_string()));
    return {};
}

Result<void> verify_rsa(const PublicKey& key, ByteView data, ByteView octets) {
    if (key.kind() != KeyKind::kRsa) {
        return Error(fmt::format("AUTH is by RSA, but the certificate's key is {}", key.to_string()));
    }
    // The hash is inside of the signature and not beside it. Those that we accept are few.
    for (HashAlgorithm hash : {HashAlgorithm::kSha2_256, HashAlgorithm::kSha2_384, HashAlgorithm::kSha2_512})
        if (signature_fits(key.handle(), {SignatureKind::kRsaPkcs1, hash}, data, octets)) return {};
    return Error("RSA signature is wrong, or over SHA-1, which is too weak");
}

Result<void> verify_ecdsa(const EcdsaMethod& method, const PublicKey& key, ByteView data, ByteView octets) {
    if (key.kind() != method.key) {
        return Error(fmt::format("AUTH is by {}, but the certificate's key is {}", to_string(method.method),
                                 key.to_string()));
    }
    const auto signature = ecdsa_from_fixed(data, method.number_bytes);
    if (!signature) return Error(to_string(method.method) + " has a wrong length");
    if (!signature_fits(key.handle(), {SignatureKind::kEcdsa, method.hash}, *signature, octets))
        return Error(to_string(method.method) + " is wrong");
    return {};
}

}  // namespace

std::span<const HashAlgorithm> supported_signature_hashes() {
    return kHashes;
}

std::string SignatureScheme::to_string() const {
    return ike::to_string(method) + ", " + algorithm.to_string();
}

Result<SignatureScheme> choose_signature(const PrivateKey& key,
                                         const std::optional<std::vector<HashAlgorithm>>& peer_hashes) {
    const HashAlgorithm fitting = fitting_hash(key);
    if (peer_hashes) {
        const auto hash = common_hash(fitting, *peer_hashes);
        if (!hash)
            return Error(fmt::format("peer verifies no hash that goes with our {} key", key.to_string()));
        return SignatureScheme{AuthMethod::kDigitalSignature, algorithm_of(key.kind(), *hash)};
    }
    if (key.kind() == KeyKind::kRsa) {
        return SignatureScheme{AuthMethod::kRsaSignature,
                               {SignatureKind::kRsaPkcs1, HashAlgorithm::kSha2_256}};
    }
    if (const EcdsaMethod* method = ecdsa_method_of(key.kind()))
        return SignatureScheme{method->method, {SignatureKind::kEcdsa, method->hash}};
    return Error(fmt::format("peer does not speak RFC 7427, which our {} key needs", key.to_string()));
}

Result<AuthPayload> sign_auth(const PrivateKey& key, const SignatureScheme& scheme, ByteView octets) {
    const std::string doing = "signing AUTH by " + scheme.to_string();
    auto signature = make_signature(key.handle(), scheme.algorithm, octets);
    if (!signature) return openssl::failure(doing);
    if (const EcdsaMethod* method = ecdsa_method(scheme.method)) {
        auto fixed = ecdsa_to_fixed(*signature, method->number_bytes);
        if (!fixed) return openssl::failure(doing);
        return AuthPayload{scheme.method, *std::move(fixed)};
    }
    if (scheme.method != AuthMethod::kDigitalSignature)
        return AuthPayload{scheme.method, *std::move(signature)};
    const Bytes algorithm = scheme.algorithm.to_der();
    Bytes data{static_cast<uint8_t>(algorithm.size())};
    append(data, algorithm);
    append(data, *signature);
    return AuthPayload{scheme.method, std::move(data)};
}

Result<void> verify_auth(const PublicKey& key, const AuthPayload& auth, ByteView octets) {
    if (auth.method == AuthMethod::kDigitalSignature) return verify_digital(key, auth.data, octets);
    if (auth.method == AuthMethod::kRsaSignature) return verify_rsa(key, auth.data, octets);
    if (const EcdsaMethod* method = ecdsa_method(auth.method))
        return verify_ecdsa(*method, key, auth.data, octets);
    return Error(fmt::format("AUTH by {} is no signature that we accept", to_string(auth.method)));
}

}  // namespace hawser::ike

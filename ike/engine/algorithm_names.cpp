// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/algorithm_names.h"

#include <array>

namespace hawser::ike {

namespace {

constexpr auto kNames = std::to_array<AlgorithmName>({
    {"aes128gcm16", EncryptionChoice{EncryptionId::kAesGcm16, 128}},
    {"aes192gcm16", EncryptionChoice{EncryptionId::kAesGcm16, 192}},
    {"aes256gcm16", EncryptionChoice{EncryptionId::kAesGcm16, 256}},
    {"aes128gcm", EncryptionChoice{EncryptionId::kAesGcm16, 128}},
    {"aes256gcm", EncryptionChoice{EncryptionId::kAesGcm16, 256}},
    {"aes128", EncryptionChoice{EncryptionId::kAesCbc, 128}},
    {"aes192", EncryptionChoice{EncryptionId::kAesCbc, 192}},
    {"aes256", EncryptionChoice{EncryptionId::kAesCbc, 256}},
    {"aes128ctr", EncryptionChoice{EncryptionId::kAesCtr, 128}},
    {"aes192ctr", EncryptionChoice{EncryptionId::kAesCtr, 192}},
    {"aes256ctr", EncryptionChoice{EncryptionId::kAesCtr, 256}},
    {"chacha20poly1305", EncryptionChoice{EncryptionId::kChaCha20Poly1305, 0}},
    {"aes", EncryptionChoice{EncryptionId::kAesCbc, 128}},
    {"sha256", IntegrityId::kHmacSha2_256_128},
    {"sha384", IntegrityId::kHmacSha2_384_192},
    {"sha512", IntegrityId::kHmacSha2_512_256},
    {"sha2_256", IntegrityId::kHmacSha2_256_128},
    {"sha2_384", IntegrityId::kHmacSha2_384_192},
    {"sha2_512", IntegrityId::kHmacSha2_512_256},
    {"prfsha256", PrfId::kHmacSha2_256},
    {"prfsha384", PrfId::kHmacSha2_384},
    {"prfsha512", PrfId::kHmacSha2_512},
    {"x25519", GroupId::kCurve25519},
    {"curve25519", GroupId::kCurve25519},
    {"x448", GroupId::kCurve448},
    {"curve448", GroupId::kCurve448},
    {"ecp256", GroupId::kEcp256},
    {"ecp384", GroupId::kEcp384},
    {"ecp521", GroupId::kEcp521},
    {"modp2048", GroupId::kModp2048},
    {"modp3072", GroupId::kModp3072},
    {"modp4096", GroupId::kModp4096},
    {"mlkem512", GroupId::kMlKem512},
    {"mlkem768", GroupId::kMlKem768},
    {"mlkem1024", GroupId::kMlKem1024},
    {"noesn", EsnId::kNoEsn},
    {"esn", EsnId::kEsn},
});

template <typename T>
std::string find_word(const T& algorithm, unsigned number) {
    for (const AlgorithmName& name : kNames) {
        const T* candidate = std::get_if<T>(&name.algorithm);
        if (candidate != nullptr && *candidate == algorithm) return std::string(name.word);
    }
    return "(" + std::to_string(number) + ")";
}

}  // namespace

std::span<const AlgorithmName> algorithm_names() {
    return kNames;
}

std::string word_of(const EncryptionChoice& choice) {
    return find_word(choice, static_cast<unsigned>(choice.id));
}

std::string word_of(IntegrityId id) {
    return find_word(id, static_cast<unsigned>(id));
}

std::string word_of(PrfId id) {
    return find_word(id, static_cast<unsigned>(id));
}

std::string word_of(GroupId id) {
    return find_word(id, static_cast<unsigned>(id));
}

}  // namespace hawser::ike

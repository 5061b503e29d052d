// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/algorithms.h"

#include <fmt/format.h>

#include <algorithm>

#include "ike/crypto/hmac.h"
#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

namespace {

bool is_aes_key(uint16_t bits) {
    return bits == 128 || bits == 192 || bits == 256;
}

/// Of types that came after RFC 9370 nothing but "none" can be accepted.
bool only_known_types(const Proposal& proposal) {
    for (const Transform& transform : proposal.transforms) {
        if (!transform.understood()) return false;
        if (transform.type > TransformType::kAdditionalKe7 && transform.id != 0) return false;
    }
    return true;
}

using AdditionalGroups = std::array<GroupId, kAdditionalKeyExchanges>;

/// Nothing if one is a group that we do not have, or the same as another or as `first`: RFC 9370
/// section 2.2.1 forbids to do the same key exchange twice.
std::optional<AdditionalGroups> additional_groups(const Proposal& proposal, GroupId first) {
    AdditionalGroups groups{};
    for (size_t i = 0; i < groups.size(); ++i) {
        const auto type = static_cast<TransformType>(static_cast<size_t>(TransformType::kAdditionalKe1) + i);
        const Transform* transform = proposal.find(type);
        const auto group = transform != nullptr ? static_cast<GroupId>(transform->id) : GroupId::kNone;
        if (group == GroupId::kNone) continue;
        const bool twice = group == first || std::find(groups.begin(), groups.end(), group) != groups.end();
        if (twice || !supports_group(group)) return std::nullopt;
        groups[i] = group;
    }
    return groups;
}

std::string additional_to_string(const AdditionalGroups& groups) {
    std::string text;
    for (size_t i = 0; i < groups.size(); ++i) {
        if (groups[i] != GroupId::kNone) text += fmt::format("/KE{}_{}", i + 1, to_string(groups[i]));
    }
    return text;
}

template <typename Id>
Id id_of(const Proposal& proposal, TransformType type, Id missing) {
    const Transform* transform = proposal.find(type);
    return transform != nullptr ? static_cast<Id>(transform->id) : missing;
}

uint16_t key_bits_of(const Proposal& proposal) {
    const Transform* transform = proposal.find(TransformType::kEncryption);
    return transform != nullptr ? transform->key_length.value_or(0) : uint16_t{0};
}

std::string encryption_to_string(EncryptionId id, uint16_t key_bits) {
    return key_bits != 0 ? fmt::format("{}_{}", to_string(id), key_bits) : to_string(id);
}

std::optional<HashId> hash_of(IntegrityId id) {
    switch (id) {
        case IntegrityId::kHmacSha2_256_128:
            return HashId::kSha2_256;
        case IntegrityId::kHmacSha2_384_192:
            return HashId::kSha2_384;
        case IntegrityId::kHmacSha2_512_256:
            return HashId::kSha2_512;
        default:
            return std::nullopt;
    }
}

/// An AEAD with integrity of its own is a contradiction, a cipher without any a hole.
bool integrity_fits(EncryptionId encryption, IntegrityId integrity) {
    return is_aead(encryption) == (integrity == IntegrityId::kNone);
}

}  // namespace

std::optional<IkeAlgorithms> IkeAlgorithms::from_proposal(const Proposal& chosen) {
    if (chosen.protocol != ProtocolId::kIke || !only_known_types(chosen)) return std::nullopt;
    IkeAlgorithms algorithms;
    algorithms.encryption = id_of(chosen, TransformType::kEncryption, EncryptionId::kNone);
    algorithms.key_bits = key_bits_of(chosen);
    algorithms.integrity = id_of(chosen, TransformType::kIntegrity, IntegrityId::kNone);
    algorithms.prf = id_of(chosen, TransformType::kPrf, PrfId{});
    algorithms.group = id_of(chosen, TransformType::kKeyExchange, GroupId::kNone);
    const auto additional = additional_groups(chosen, algorithms.group);
    if (!additional) return std::nullopt;
    algorithms.additional = *additional;
    const bool supported = ike_supports_encryption(algorithms.encryption, algorithms.key_bits) &&
                           ike_supports_prf(algorithms.prf) && supports_group(algorithms.group) &&
                           integrity_fits(algorithms.encryption, algorithms.integrity) &&
                           integrity_key_size(algorithms.integrity).has_value();
    return supported ? std::optional(algorithms) : std::nullopt;
}

std::string IkeAlgorithms::to_string() const {
    const std::string integrity_part = integrity == IntegrityId::kNone ? "" : ike::to_string(integrity) + "/";
    return fmt::format("{}/{}{}/{}{}", encryption_to_string(encryption, key_bits), integrity_part,
                       ike::to_string(prf), ike::to_string(group), additional_to_string(additional));
}

std::optional<ChildAlgorithms> ChildAlgorithms::from_proposal(const Proposal& chosen) {
    if (chosen.protocol != ProtocolId::kEsp || !only_known_types(chosen)) return std::nullopt;
    // Mandatory for ESP: RFC 7296 section 3.3.3.
    if (chosen.find(TransformType::kEsn) == nullptr) return std::nullopt;
    ChildAlgorithms algorithms;
    algorithms.encryption = id_of(chosen, TransformType::kEncryption, EncryptionId::kNone);
    algorithms.key_bits = key_bits_of(chosen);
    algorithms.integrity = id_of(chosen, TransformType::kIntegrity, IntegrityId::kNone);
    algorithms.group = id_of(chosen, TransformType::kKeyExchange, GroupId::kNone);
    algorithms.esn = id_of(chosen, TransformType::kEsn, EsnId::kNoEsn) == EsnId::kEsn;
    const auto additional = additional_groups(chosen, algorithms.group);
    // They follow a CREATE_CHILD_SA that has a key exchange of its own.
    if (!additional || (algorithms.group == GroupId::kNone && *additional != AdditionalGroups{}))
        return std::nullopt;
    algorithms.additional = *additional;
    const bool supported = encryption_keymat_size(algorithms.encryption, algorithms.key_bits).has_value() &&
                           (algorithms.group == GroupId::kNone || supports_group(algorithms.group)) &&
                           integrity_fits(algorithms.encryption, algorithms.integrity) &&
                           integrity_key_size(algorithms.integrity).has_value();
    return supported ? std::optional(algorithms) : std::nullopt;
}

std::string ChildAlgorithms::to_string() const {
    std::string text = encryption_to_string(encryption, key_bits);
    if (integrity != IntegrityId::kNone) text += "/" + ike::to_string(integrity);
    if (group != GroupId::kNone) text += "/" + ike::to_string(group) + additional_to_string(additional);
    return text + "/" + ike::to_string(esn ? EsnId::kEsn : EsnId::kNoEsn);
}

bool is_aead(EncryptionId id) {
    switch (id) {
        case EncryptionId::kAesCcm8:
        case EncryptionId::kAesCcm12:
        case EncryptionId::kAesCcm16:
        case EncryptionId::kAesGcm8:
        case EncryptionId::kAesGcm12:
        case EncryptionId::kAesGcm16:
        case EncryptionId::kNullAuthAesGmac:
        case EncryptionId::kChaCha20Poly1305:
        case EncryptionId::kAesGcm16Iiv:
            return true;
        default:
            return false;
    }
}

size_t encryption_salt_size(EncryptionId id) {
    switch (id) {
        case EncryptionId::kAesGcm8:
        case EncryptionId::kAesGcm12:
        case EncryptionId::kAesGcm16:
        case EncryptionId::kChaCha20Poly1305:
        case EncryptionId::kAesCtr:
            return 4;
        default:
            return 0;
    }
}

std::optional<size_t> encryption_keymat_size(EncryptionId id, uint16_t key_bits) {
    switch (id) {
        case EncryptionId::kAesCbc:
        case EncryptionId::kAesCtr:
        case EncryptionId::kAesGcm8:
        case EncryptionId::kAesGcm12:
        case EncryptionId::kAesGcm16:
            if (!is_aes_key(key_bits)) return std::nullopt;
            return key_bits / 8 + encryption_salt_size(id);
        case EncryptionId::kChaCha20Poly1305:
            // Its one key length is not negotiated (RFC 7634 section 4).
            if (key_bits != 0) return std::nullopt;
            return 32 + encryption_salt_size(id);
        default:
            return std::nullopt;
    }
}

std::optional<size_t> integrity_key_size(IntegrityId id) {
    if (id == IntegrityId::kNone) return 0;
    const auto hash = hash_of(id);
    return hash ? std::optional(hash_size(*hash)) : std::nullopt;
}

std::optional<size_t> integrity_icv_size(IntegrityId id) {
    // Half of the hash: RFC 4868 section 2.3.
    const auto key_size = integrity_key_size(id);
    return key_size ? std::optional(*key_size / 2) : std::nullopt;
}

bool ike_supports_encryption(EncryptionId id, uint16_t key_bits) {
    switch (id) {
        case EncryptionId::kAesGcm16:
        case EncryptionId::kAesCbc:
        case EncryptionId::kAesCtr:
            return is_aes_key(key_bits);
        case EncryptionId::kChaCha20Poly1305:
            return key_bits == 0;
        default:
            return false;
    }
}

bool ike_supports_integrity(IntegrityId id) {
    return hash_of(id).has_value();
}

bool ike_supports_prf(PrfId id) {
    return id == PrfId::kHmacSha2_256 || id == PrfId::kHmacSha2_384 || id == PrfId::kHmacSha2_512;
}

bool supports_group(GroupId id) {
    switch (id) {
        case GroupId::kCurve25519:
        case GroupId::kCurve448:
        case GroupId::kEcp256:
        case GroupId::kEcp384:
        case GroupId::kEcp521:
        case GroupId::kModp2048:
        case GroupId::kModp3072:
        case GroupId::kModp4096:
            return true;
        case GroupId::kMlKem512:
        case GroupId::kMlKem768:
        case GroupId::kMlKem1024:
            return openssl_has_ml_kem(id);
        default:
            return false;
    }
}

}  // namespace hawser::ike

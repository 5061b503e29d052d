// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

namespace hawser::ike {

/// RFC 7296 section 3.3.2; 6 to 12 from RFC 9370.
enum class TransformType : uint8_t {
    kEncryption = 1,
    kPrf = 2,
    kIntegrity = 3,
    kKeyExchange = 4,
    kEsn = 5,
    kAdditionalKe1 = 6,
    kAdditionalKe2 = 7,
    kAdditionalKe3 = 8,
    kAdditionalKe4 = 9,
    kAdditionalKe5 = 10,
    kAdditionalKe6 = 11,
    kAdditionalKe7 = 12,
};

enum class EncryptionId : uint16_t {
    kNone = 0,
    kDes = 2,
    k3Des = 3,
    kBlowfish = 7,
    kNull = 11,
    kAesCbc = 12,
    kAesCtr = 13,
    kAesCcm8 = 14,
    kAesCcm12 = 15,
    kAesCcm16 = 16,
    kAesGcm8 = 18,
    kAesGcm12 = 19,
    kAesGcm16 = 20,
    kNullAuthAesGmac = 21,
    kCamelliaCbc = 23,
    kChaCha20Poly1305 = 28,
    kAesGcm16Iiv = 30,
};

enum class PrfId : uint16_t {
    kHmacMd5 = 1,
    kHmacSha1 = 2,
    kAes128Xcbc = 4,
    kHmacSha2_256 = 5,
    kHmacSha2_384 = 6,
    kHmacSha2_512 = 7,
    kAes128Cmac = 8,
};

enum class IntegrityId : uint16_t {
    kNone = 0,
    kHmacMd5_96 = 1,
    kHmacSha1_96 = 2,
    kAesXcbc96 = 5,
    kAesCmac96 = 8,
    kHmacSha2_256_128 = 12,
    kHmacSha2_384_192 = 13,
    kHmacSha2_512_256 = 14,
};

/// "Key Exchange Method", the Diffie-Hellman groups of old.
enum class GroupId : uint16_t {
    kNone = 0,
    kModp768 = 1,
    kModp1024 = 2,
    kModp1536 = 5,
    kModp2048 = 14,
    kModp3072 = 15,
    kModp4096 = 16,
    kModp6144 = 17,
    kModp8192 = 18,
    kEcp256 = 19,
    kEcp384 = 20,
    kEcp521 = 21,
    kCurve25519 = 31,
    kCurve448 = 32,
    kMlKem512 = 35,
    kMlKem768 = 36,
    kMlKem1024 = 37,
};

enum class EsnId : uint16_t { kNoEsn = 0, kEsn = 1 };

enum class AttributeType : uint16_t { kKeyLength = 14 };

// Names as strongSwan's list-sas prints them, which people already parse.

/// `ENCR`, `PRF`, `INTEG`, `KE`, `ESN`
std::string to_string(TransformType type);
/// `AES_GCM_16`
std::string to_string(EncryptionId id);
/// `PRF_HMAC_SHA2_256`
std::string to_string(PrfId id);
/// `HMAC_SHA2_256_128`
std::string to_string(IntegrityId id);
/// `CURVE_25519`, `MODP_2048`, `ECP_256`
std::string to_string(GroupId id);
/// `NO_EXT_SEQ`, `EXT_SEQ`
std::string to_string(EsnId id);

}  // namespace hawser::ike

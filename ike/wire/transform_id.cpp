// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/transform_id.h"

#include "ike/wire/names.h"

namespace hawser::ike {

namespace {

constexpr EnumName<TransformType> kTypeNames[] = {
    {TransformType::kEncryption, "ENCR"},
    {TransformType::kPrf, "PRF"},
    {TransformType::kIntegrity, "INTEG"},
    {TransformType::kKeyExchange, "KE"},
    {TransformType::kEsn, "ESN"},
    {TransformType::kAdditionalKe1, "ADDKE1"},
    {TransformType::kAdditionalKe2, "ADDKE2"},
    {TransformType::kAdditionalKe3, "ADDKE3"},
    {TransformType::kAdditionalKe4, "ADDKE4"},
    {TransformType::kAdditionalKe5, "ADDKE5"},
    {TransformType::kAdditionalKe6, "ADDKE6"},
    {TransformType::kAdditionalKe7, "ADDKE7"},
};

constexpr EnumName<EncryptionId> kEncryptionNames[] = {
    {EncryptionId::kNone, "NONE"},
    {EncryptionId::kDes, "DES_CBC"},
    {EncryptionId::k3Des, "3DES_CBC"},
    {EncryptionId::kBlowfish, "BLOWFISH_CBC"},
    {EncryptionId::kNull, "NULL"},
    {EncryptionId::kAesCbc, "AES_CBC"},
    {EncryptionId::kAesCtr, "AES_CTR"},
    {EncryptionId::kAesCcm8, "AES_CCM_8"},
    {EncryptionId::kAesCcm12, "AES_CCM_12"},
    {EncryptionId::kAesCcm16, "AES_CCM_16"},
    {EncryptionId::kAesGcm8, "AES_GCM_8"},
    {EncryptionId::kAesGcm12, "AES_GCM_12"},
    {EncryptionId::kAesGcm16, "AES_GCM_16"},
    {EncryptionId::kNullAuthAesGmac, "NULL_AES_GMAC"},
    {EncryptionId::kCamelliaCbc, "CAMELLIA_CBC"},
    {EncryptionId::kChaCha20Poly1305, "CHACHA20_POLY1305"},
    {EncryptionId::kAesGcm16Iiv, "AES_GCM_16_IIV"},
};

constexpr EnumName<PrfId> kPrfNames[] = {
    {PrfId::kHmacMd5, "PRF_HMAC_MD5"},           {PrfId::kHmacSha1, "PRF_HMAC_SHA1"},
    {PrfId::kAes128Xcbc, "PRF_AES128_XCBC"},     {PrfId::kHmacSha2_256, "PRF_HMAC_SHA2_256"},
    {PrfId::kHmacSha2_384, "PRF_HMAC_SHA2_384"}, {PrfId::kHmacSha2_512, "PRF_HMAC_SHA2_512"},
    {PrfId::kAes128Cmac, "PRF_AES128_CMAC"},
};

constexpr EnumName<IntegrityId> kIntegrityNames[] = {
    {IntegrityId::kNone, "NONE"},
    {IntegrityId::kHmacMd5_96, "HMAC_MD5_96"},
    {IntegrityId::kHmacSha1_96, "HMAC_SHA1_96"},
    {IntegrityId::kAesXcbc96, "AES_XCBC_96"},
    {IntegrityId::kAesCmac96, "AES_CMAC_96"},
    {IntegrityId::kHmacSha2_256_128, "HMAC_SHA2_256_128"},
    {IntegrityId::kHmacSha2_384_192, "HMAC_SHA2_384_192"},
    {IntegrityId::kHmacSha2_512_256, "HMAC_SHA2_512_256"},
};

constexpr EnumName<GroupId> kGroupNames[] = {
    {GroupId::kNone, "NONE"},
    {GroupId::kModp768, "MODP_768"},
    {GroupId::kModp1024, "MODP_1024"},
    {GroupId::kModp1536, "MODP_1536"},
    {GroupId::kModp2048, "MODP_2048"},
    {GroupId::kModp3072, "MODP_3072"},
    {GroupId::kModp4096, "MODP_4096"},
    {GroupId::kModp6144, "MODP_6144"},
    {GroupId::kModp8192, "MODP_8192"},
    {GroupId::kEcp256, "ECP_256"},
    {GroupId::kEcp384, "ECP_384"},
    {GroupId::kEcp521, "ECP_521"},
    {GroupId::kCurve25519, "CURVE_25519"},
    {GroupId::kCurve448, "CURVE_448"},
    {GroupId::kMlKem512, "ML_KEM_512"},
    {GroupId::kMlKem768, "ML_KEM_768"},
    {GroupId::kMlKem1024, "ML_KEM_1024"},
};

constexpr EnumName<EsnId> kEsnNames[] = {{EsnId::kNoEsn, "NO_EXT_SEQ"}, {EsnId::kEsn, "EXT_SEQ"}};

}  // namespace

std::string to_string(TransformType type) {
    return name_in(kTypeNames, type);
}

std::string to_string(EncryptionId id) {
    return name_in(kEncryptionNames, id);
}

std::string to_string(PrfId id) {
    return name_in(kPrfNames, id);
}

std::string to_string(IntegrityId id) {
    return name_in(kIntegrityNames, id);
}

std::string to_string(GroupId id) {
    return name_in(kGroupNames, id);
}

std::string to_string(EsnId id) {
    return name_in(kEsnNames, id);
}

}  // namespace hawser::ike

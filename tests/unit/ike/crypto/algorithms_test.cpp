// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/algorithms.h"

#include <gtest/gtest.h>

namespace hawser::ike {
namespace {

Proposal proposal(ProtocolId protocol, std::vector<Transform> transforms) {
    Proposal made;
    made.protocol = protocol;
    made.transforms = std::move(transforms);
    return made;
}

Proposal gcm_proposal() {
    return proposal(ProtocolId::kIke,
                    {Transform::encryption(EncryptionId::kAesGcm16, 256),
                     Transform::prf(PrfId::kHmacSha2_384), Transform::key_exchange(GroupId::kEcp384)});
}

TEST(IkeAlgorithms, AreReadFromAChosenProposal) {
    const auto gcm = IkeAlgorithms::from_proposal(gcm_proposal());
    ASSERT_TRUE(gcm);
    EXPECT_EQ(*gcm, (IkeAlgorithms{EncryptionId::kAesGcm16, 256, IntegrityId::kNone, PrfId::kHmacSha2_384,
                                   GroupId::kEcp384}));
    EXPECT_EQ(gcm->to_string(), "AES_GCM_16_256/PRF_HMAC_SHA2_384/ECP_384");

    const auto cbc = IkeAlgorithms::from_proposal(
        proposal(ProtocolId::kIke,
                 {Transform::encryption(EncryptionId::kAesCbc, 128),
                  Transform::integrity(IntegrityId::kHmacSha2_256_128), Transform::prf(PrfId::kHmacSha2_256),
                  Transform::key_exchange(GroupId::kModp2048)}));
    ASSERT_TRUE(cbc);
    EXPECT_EQ(cbc->to_string(), "AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048");
}

TEST(IkeAlgorithms, RefuseWhatIsMissingOrUnsupported) {
    for (size_t missing = 0; missing < 3; ++missing) {
        Proposal incomplete = gcm_proposal();
        incomplete.transforms.erase(incomplete.transforms.begin() + static_cast<ptrdiff_t>(missing));
        EXPECT_FALSE(IkeAlgorithms::from_proposal(incomplete)) << missing;
    }
    Proposal other = gcm_proposal();
    other.transforms[0] = Transform::encryption(EncryptionId::kAesGcm16, 64);
    EXPECT_FALSE(IkeAlgorithms::from_proposal(other));
    other.transforms[0] = Transform::encryption(EncryptionId::kAesGcm16, std::nullopt);
    EXPECT_FALSE(IkeAlgorithms::from_proposal(other));
    other.transforms[0] = Transform::encryption(EncryptionId::kAesCbc, 128);
    EXPECT_FALSE(IkeAlgorithms::from_proposal(other)) << "a cipher without integrity";
    other = gcm_proposal();
    other.transforms.push_back(Transform::integrity(IntegrityId::kHmacSha2_256_128));
    EXPECT_FALSE(IkeAlgorithms::from_proposal(other)) << "an AEAD with integrity";
    other = gcm_proposal();
    other.transforms[2] = Transform::key_exchange(GroupId::kModp1024);
    EXPECT_FALSE(IkeAlgorithms::from_proposal(other));
    other = gcm_proposal();
    other.protocol = ProtocolId::kEsp;
    EXPECT_FALSE(IkeAlgorithms::from_proposal(other));
}

TEST(IkeAlgorithms, RefuseTransformsThatTheyDoNotUnderstand) {
    Proposal other = gcm_proposal();
    other.transforms.push_back({static_cast<TransformType>(13), 36, std::nullopt, {}});
    EXPECT_FALSE(IkeAlgorithms::from_proposal(other));
    other.transforms.back().id = 0;
    EXPECT_TRUE(IkeAlgorithms::from_proposal(other));
    other.transforms[0].unknown_attributes.push_back({99, true, Bytes(2)});
    EXPECT_FALSE(IkeAlgorithms::from_proposal(other));
}

Transform additional(unsigned number, GroupId group) {
    return {static_cast<TransformType>(5 + number), static_cast<uint16_t>(group), std::nullopt, {}};
}

TEST(IkeAlgorithms, HaveAdditionalKeyExchanges) {
    Proposal chosen = gcm_proposal();
    chosen.transforms.push_back(additional(1, GroupId::kCurve448));
    chosen.transforms.push_back(additional(7, GroupId::kModp3072));
    const auto algorithms = IkeAlgorithms::from_proposal(chosen);
    ASSERT_TRUE(algorithms);
    EXPECT_EQ(algorithms->additional[0], GroupId::kCurve448);
    EXPECT_EQ(algorithms->additional[1], GroupId::kNone);
    EXPECT_EQ(algorithms->additional[6], GroupId::kModp3072);
    EXPECT_EQ(algorithms->to_string(),
              "AES_GCM_16_256/PRF_HMAC_SHA2_384/ECP_384/KE1_CURVE_448/KE7_MODP_3072");
    chosen.transforms.back().id = static_cast<uint16_t>(GroupId::kModp1024);
    EXPECT_FALSE(IkeAlgorithms::from_proposal(chosen)) << "a group that we do not have";
    for (GroupId again : {GroupId::kCurve448, GroupId::kEcp384}) {
        chosen.transforms.back().id = static_cast<uint16_t>(again);
        EXPECT_FALSE(IkeAlgorithms::from_proposal(chosen)) << "the same exchange twice";
    }
}

TEST(ChildAlgorithms, HaveAdditionalKeyExchangesOnlyAfterOneOfTheirOwn) {
    Proposal chosen = proposal(ProtocolId::kEsp, {Transform::encryption(EncryptionId::kAesGcm16, 128),
                                                  Transform::esn(EsnId::kNoEsn)});
    chosen.transforms.push_back(additional(2, GroupId::kEcp521));
    EXPECT_FALSE(ChildAlgorithms::from_proposal(chosen));
    chosen.transforms.push_back(Transform::key_exchange(GroupId::kCurve25519));
    const auto algorithms = ChildAlgorithms::from_proposal(chosen);
    ASSERT_TRUE(algorithms);
    EXPECT_EQ(algorithms->to_string(), "AES_GCM_16_128/CURVE_25519/KE2_ECP_521/NO_EXT_SEQ");
}

TEST(IkeAlgorithms, AreSupportedAsTheRfcsDemand) {
    EXPECT_TRUE(ike_supports_encryption(EncryptionId::kChaCha20Poly1305, 0));
    EXPECT_FALSE(ike_supports_encryption(EncryptionId::kChaCha20Poly1305, 256)) << "no key length is sent";
    EXPECT_TRUE(ike_supports_encryption(EncryptionId::kAesCtr, 192));
    EXPECT_FALSE(ike_supports_encryption(EncryptionId::kAesCtr, 0));
    for (EncryptionId id : {EncryptionId::kDes, EncryptionId::k3Des, EncryptionId::kBlowfish,
                            EncryptionId::kNull, EncryptionId::kNullAuthAesGmac}) {
        EXPECT_FALSE(ike_supports_encryption(id, 0)) << to_string(id);
        EXPECT_FALSE(ike_supports_encryption(id, 128)) << to_string(id);
    }
    // RFC 8247 sections 2.2 to 2.4.
    EXPECT_FALSE(ike_supports_prf(PrfId::kHmacMd5));
    EXPECT_FALSE(ike_supports_prf(PrfId::kHmacSha1));
    EXPECT_FALSE(ike_supports_integrity(IntegrityId::kHmacMd5_96));
    EXPECT_FALSE(ike_supports_integrity(IntegrityId::kHmacSha1_96));
    for (GroupId id : {GroupId::kModp768, GroupId::kModp1024, GroupId::kModp1536})
        EXPECT_FALSE(supports_group(id)) << to_string(id);
}

TEST(ChildAlgorithms, AreReadFromAChosenProposal) {
    const auto gcm = ChildAlgorithms::from_proposal(
        proposal(ProtocolId::kEsp,
                 {Transform::encryption(EncryptionId::kAesGcm16, 128), Transform::esn(EsnId::kEsn)}));
    ASSERT_TRUE(gcm);
    EXPECT_EQ(gcm->to_string(), "AES_GCM_16_128/EXT_SEQ");
    const auto cbc = ChildAlgorithms::from_proposal(proposal(
        ProtocolId::kEsp, {Transform::encryption(EncryptionId::kAesCbc, 256),
                           Transform::integrity(IntegrityId::kHmacSha2_384_192),
                           Transform::key_exchange(GroupId::kCurve25519), Transform::esn(EsnId::kNoEsn)}));
    ASSERT_TRUE(cbc);
    EXPECT_EQ(cbc->to_string(), "AES_CBC_256/HMAC_SHA2_384_192/CURVE_25519/NO_EXT_SEQ");
    EXPECT_FALSE(ChildAlgorithms::from_proposal(proposal(ProtocolId::kEsp, {})));
    EXPECT_FALSE(ChildAlgorithms::from_proposal(
        proposal(ProtocolId::kEsp,
                 {Transform::encryption(EncryptionId::kNull, std::nullopt), Transform::esn(EsnId::kNoEsn)})));
    EXPECT_FALSE(ChildAlgorithms::from_proposal(
        proposal(ProtocolId::kEsp, {Transform::encryption(EncryptionId::kAesGcm16, 128)})))
        << "without the mandatory ESN";
}

TEST(AlgorithmSizes, AreThoseOfTheRfcs) {
    EXPECT_EQ(encryption_keymat_size(EncryptionId::kAesGcm16, 128), 20u);
    EXPECT_EQ(encryption_keymat_size(EncryptionId::kAesGcm16, 256), 36u);
    EXPECT_EQ(encryption_keymat_size(EncryptionId::kAesCbc, 192), 24u);
    EXPECT_EQ(encryption_keymat_size(EncryptionId::kChaCha20Poly1305, 0), 36u);
    EXPECT_EQ(encryption_keymat_size(EncryptionId::kAesCtr, 256), 36u);
    EXPECT_FALSE(encryption_keymat_size(EncryptionId::kAesCbc, 0));
    EXPECT_FALSE(encryption_keymat_size(EncryptionId::kDes, 0));
    EXPECT_EQ(integrity_key_size(IntegrityId::kHmacSha2_512_256), 64u);
    EXPECT_EQ(integrity_icv_size(IntegrityId::kHmacSha2_512_256), 32u);
    EXPECT_EQ(integrity_icv_size(IntegrityId::kHmacSha2_256_128), 16u);
    EXPECT_EQ(integrity_key_size(IntegrityId::kNone), 0u);
    EXPECT_FALSE(integrity_key_size(IntegrityId::kHmacSha1_96));
}

}  // namespace
}  // namespace hawser::ike

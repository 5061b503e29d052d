// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/proposal_selection.h"

#include <gtest/gtest.h>

namespace hawser::ike {
namespace {

std::vector<AlgorithmProposal> ike(std::initializer_list<const char*> texts) {
    std::vector<AlgorithmProposal> list;
    for (const char* text : texts)
        list.push_back(parse_ike_proposal(text).value());
    return list;
}

std::vector<AlgorithmProposal> esp(std::initializer_list<const char*> texts) {
    std::vector<AlgorithmProposal> list;
    for (const char* text : texts)
        list.push_back(parse_esp_proposal(text).value());
    return list;
}

TEST(Offer, NumbersProposalsFromOne) {
    const SaPayload offer = offer_first_child(esp({"aes128gcm16", "aes256-sha256-esn"}), EspSpi(0x12345678));
    ASSERT_EQ(offer.proposals.size(), 2u);
    EXPECT_EQ(offer.proposals[0].number, 1);
    EXPECT_EQ(offer.proposals[1].number, 2);
    EXPECT_EQ(offer.proposals[1].esp_spi(), EspSpi(0x12345678));
    EXPECT_EQ(offer.to_string(), "ESP:AES_GCM_16_128/NO_EXT_SEQ, ESP:AES_CBC_256/HMAC_SHA2_256_128/EXT_SEQ");
}

TEST(SelectIke, TakesOurFirstThatFits) {
    const SaPayload offer =
        offer_ike(ike({"aes128-sha256-x25519", "aes256gcm16-aes128gcm16-prfsha256-x25519-ecp256"}));
    const auto chosen = select_ike(offer, ike({"aes128gcm16-prfsha256-x25519", "aes128-sha256-x25519"}),
                                   GroupId::kCurve25519);
    ASSERT_TRUE(chosen);
    EXPECT_EQ(chosen->number, 2);
    EXPECT_EQ(chosen->to_string(), "IKE:AES_GCM_16_128/PRF_HMAC_SHA2_256/CURVE_25519");
}

TEST(SelectIke, PrefersTheGroupThatWasSent) {
    const SaPayload offer = offer_ike(ike({"aes128gcm16-prfsha256-x25519-ecp256-ecp384"}));
    const auto ours = ike({"aes128gcm16-prfsha256-x25519-ecp384"});
    const auto group = [&](GroupId sent) {
        return static_cast<GroupId>(select_ike(offer, ours, sent)->find(TransformType::kKeyExchange)->id);
    };
    EXPECT_EQ(group(GroupId::kEcp384), GroupId::kEcp384);
    EXPECT_EQ(group(GroupId::kEcp256), GroupId::kCurve25519) << "not one that we do not take";
}

TEST(SelectIke, NothingInCommon) {
    const auto ours = ike({"aes128gcm16-prfsha256-x25519"});
    EXPECT_FALSE(select_ike(offer_ike(ike({"aes256gcm16-prfsha256-x25519"})), ours, GroupId::kCurve25519));
    EXPECT_FALSE(select_ike(offer_ike(ike({"aes128gcm16-prfsha384-x25519"})), ours, GroupId::kCurve25519));
    EXPECT_FALSE(select_ike(SaPayload{}, ours, GroupId::kCurve25519)) << "an empty offer is legal";
    EXPECT_FALSE(
        select_ike(offer_first_child(esp({"aes128gcm16"}), EspSpi(256)), ours, GroupId::kCurve25519));
}

TEST(SelectIke, DoesNotTakeATransformThatItDoesNotUnderstand) {
    const auto ours = ike({"aes128gcm16-prfsha256-x25519"});
    SaPayload offer = offer_ike(ours);
    offer.proposals[0].transforms[0].unknown_attributes.push_back({99, true, {0, 1}});
    EXPECT_FALSE(select_ike(offer, ours, GroupId::kCurve25519));
}

TEST(SelectIke, AdditionalKeyExchangeMustBeOptional) {
    const auto ours = ike({"aes128gcm16-prfsha256-x25519"});
    SaPayload offer = offer_ike(ours);
    Transform additional = Transform::key_exchange(GroupId::kMlKem768);
    additional.type = TransformType::kAdditionalKe1;
    offer.proposals[0].transforms.push_back(additional);
    EXPECT_FALSE(select_ike(offer, ours, GroupId::kCurve25519));
    additional.id = 0;
    offer.proposals[0].transforms.push_back(additional);
    EXPECT_TRUE(select_ike(offer, ours, GroupId::kCurve25519));
}

TEST(SelectEsp, IgnoresAGroup) {
    const auto ours = esp({"aes128gcm16"});
    SaPayload offer = offer_first_child(ours, EspSpi(256));
    offer.proposals[0].transforms.push_back(Transform::key_exchange(GroupId::kEcp256));
    const auto chosen = select_first_child(offer, ours);
    ASSERT_TRUE(chosen);
    EXPECT_EQ(chosen->find(TransformType::kKeyExchange), nullptr);
}

TEST(SelectEsp, IntegrityNoneIsTheSameAsNoIntegrity) {
    const auto ours = esp({"aes128gcm16"});
    SaPayload offer = offer_first_child(ours, EspSpi(256));
    offer.proposals[0].transforms.push_back(Transform::integrity(IntegrityId::kNone));
    EXPECT_TRUE(select_first_child(offer, ours));
    offer.proposals[0].transforms.back() = Transform::integrity(IntegrityId::kHmacSha2_256_128);
    EXPECT_FALSE(select_first_child(offer, ours));
}

TEST(ValidChoice, IsOneOfOursWithOneOfEach) {
    const auto ours = ike({"aes128gcm16-prfsha256-x25519", "aes256-aes128-sha256-ecp256"});
    const auto chosen = select_ike(offer_ike(ours), ike({"aes128-sha256-ecp256"}), GroupId::kEcp256);
    ASSERT_TRUE(chosen);
    EXPECT_TRUE(is_valid_ike_choice({{*chosen}}, ours));

    Proposal other_number = *chosen;
    other_number.number = 1;
    EXPECT_FALSE(is_valid_ike_choice({{other_number}}, ours));
    other_number.number = 0;
    EXPECT_FALSE(is_valid_ike_choice({{other_number}}, ours));
    other_number.number = 3;
    EXPECT_FALSE(is_valid_ike_choice({{other_number}}, ours));

    Proposal two_ciphers = *chosen;
    two_ciphers.transforms.push_back(Transform::encryption(EncryptionId::kAesCbc, 256));
    EXPECT_FALSE(is_valid_ike_choice({{two_ciphers}}, ours));

    Proposal weaker = *chosen;
    weaker.transforms[0] = Transform::encryption(EncryptionId::kNull, std::nullopt);
    EXPECT_FALSE(is_valid_ike_choice({{weaker}}, ours)) << "the peer must not choose what we did not offer";

    EXPECT_FALSE(is_valid_ike_choice({{*chosen, *chosen}}, ours));
    EXPECT_FALSE(is_valid_ike_choice({}, ours));
}

TEST(ValidChoice, OfEspNeedsAnSpi) {
    const auto ours = esp({"aes128gcm16"});
    auto chosen = select_first_child(offer_first_child(ours, EspSpi(256)), ours);
    ASSERT_TRUE(chosen);
    EXPECT_TRUE(is_valid_first_child_choice({{*chosen}}, ours));
    chosen->set_esp_spi(EspSpi(0));
    EXPECT_FALSE(is_valid_first_child_choice({{*chosen}}, ours));
    chosen->spi.clear();
    EXPECT_FALSE(is_valid_first_child_choice({{*chosen}}, ours));
}

}  // namespace
}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
// Negotiation of additional key exchanges, RFC 9370 section 2.2.1.
#include "ike/engine/proposal_additional.h"

#include <gtest/gtest.h>

#include "ike/engine/proposal_selection.h"

namespace hawser::ike {
namespace {

AlgorithmProposal ike(const std::string& key_exchanges) {
    return parse_ike_proposal("aes256gcm16-prfsha384-" + key_exchanges).value();
}

/// What a responder with `ours` answers to an initiator with `theirs`; `nothing` if it refuses.
std::string answer(const std::string& theirs, const std::string& ours) {
    const SaPayload offer = offer_ike({ike(theirs)});
    const auto chosen = select_ike(offer, {ike(ours)}, GroupId::kCurve25519);
    if (!chosen) return "nothing";
    EXPECT_TRUE(is_valid_ike_choice({{*chosen}}, {ike(theirs)})) << chosen->to_string();
    EXPECT_TRUE(IkeAlgorithms::from_proposal(*chosen)) << chosen->to_string();
    std::string text;
    for (const Transform& one : chosen->transforms) {
        if (is_additional_key_exchange(one.type)) text += (text.empty() ? "" : " ") + one.to_string();
    }
    return text;
}

TEST(Additional, BothMustWantTheSame) {
    EXPECT_EQ(answer("x25519-ke1_ecp256", "x25519-ke1_ecp256"), "KE1_ECP_256");
    EXPECT_EQ(answer("x25519-ke1_ecp256", "x25519-ke2_ecp256"), "nothing");
    EXPECT_EQ(answer("x25519-ke1_ecp256", "x25519"), "nothing");
    EXPECT_EQ(answer("x25519", "x25519-ke1_ecp256"), "nothing");
    EXPECT_EQ(answer("x25519-ke1_ecp256-ke2_ecp384", "x25519-ke1_ecp256"), "nothing");
}

TEST(Additional, NoneIsAnsweredWhereItWasOffered) {
    EXPECT_EQ(answer("x25519-ke1_ecp256-ke1_none", "x25519"), "KE1_NONE");
    EXPECT_EQ(answer("x25519", "x25519-ke1_ecp256-ke1_none"), "");
    EXPECT_EQ(answer("x25519-ke1_ecp256-ke1_none", "x25519-ke1_ecp256-ke1_none"), "KE1_ECP_256");
    EXPECT_EQ(answer("x25519-ke1_ecp256-ke1_none", "x25519-ke1_none-ke1_ecp256"), "KE1_NONE")
        << "our preference decides";
}

TEST(Additional, NoKeyExchangeIsMadeTwice) {
    EXPECT_EQ(answer("x25519-ke1_ecp256-ke1_ecp384-ke2_ecp256", "x25519-ke1_ecp256-ke1_ecp384-ke2_ecp256"),
              "KE1_ECP_384 KE2_ECP_256")
        << "the first choice for the first would leave nothing for the second";
    EXPECT_EQ(answer("x25519-ke1_ecp256-ke2_ecp256-ke2_none", "x25519-ke1_ecp256-ke2_ecp256-ke2_none"),
              "KE1_ECP_256 KE2_NONE");
}

TEST(Additional, AnswerThatMakesOneTwiceIsNoAnswer) {
    const AlgorithmProposal ours = ike("x25519-ke1_ecp256-ke1_ecp384-ke2_ecp256-ke2_ecp384");
    auto chosen = select_ike(offer_ike({ours}), {ours}, GroupId::kCurve25519);
    ASSERT_TRUE(chosen);
    for (Transform& one : chosen->transforms) {
        if (is_additional_key_exchange(one.type)) one.id = static_cast<uint16_t>(GroupId::kEcp256);
    }
    EXPECT_FALSE(is_valid_ike_choice({{*chosen}}, {ours}));
}

TEST(Additional, AnswerThatLeavesOneOutIsNoAnswer) {
    const AlgorithmProposal ours = ike("x25519-ke1_ecp256");
    auto chosen = select_ike(offer_ike({ours}), {ours}, GroupId::kCurve25519);
    ASSERT_TRUE(chosen);
    chosen->transforms.pop_back();
    EXPECT_FALSE(is_valid_ike_choice({{*chosen}}, {ours})) << "somebody may have taken it out";
}

TEST(Additional, ChildSasTakeThePeersWishWhereTheyHaveNone) {
    const auto esp = [](const char* text) { return std::vector{parse_esp_proposal(text).value()}; };
    const SaPayload offer = offer_child(esp("aes256gcm16-x25519-ke1_ecp256"), EspSpi(256));
    const auto chosen = select_child(offer, esp("aes256gcm16"), GroupId::kCurve25519);
    ASSERT_TRUE(chosen);
    EXPECT_EQ(ChildAlgorithms::from_proposal(*chosen)->additional[0], GroupId::kEcp256);
    EXPECT_FALSE(select_child(offer, esp("aes256gcm16-x25519"), GroupId::kCurve25519))
        << "one that says what it wants means it";
    EXPECT_TRUE(select_first_child(offer, esp("aes256gcm16"))) << "IKE_AUTH has no key exchange of its own";
}

}  // namespace
}  // namespace hawser::ike

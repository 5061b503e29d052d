// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/proposal_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hawser::ike {
namespace {

using testing::HasSubstr;

TEST(IkeProposalText, NamesAlgorithms) {
    const auto proposal = parse_ike_proposal("aes128gcm16-aes256gcm16-prfsha256-x25519-ecp384");
    ASSERT_TRUE(proposal.ok());
    EXPECT_EQ(proposal->encryption, (std::vector<EncryptionChoice>{{EncryptionId::kAesGcm16, 128},
                                                                   {EncryptionId::kAesGcm16, 256}}));
    EXPECT_EQ(proposal->prf, std::vector<PrfId>{PrfId::kHmacSha2_256});
    EXPECT_EQ(proposal->group, (std::vector<GroupId>{GroupId::kCurve25519, GroupId::kEcp384}));
    EXPECT_TRUE(proposal->integrity.empty());
    EXPECT_EQ(proposal->to_string(), "aes128gcm16-aes256gcm16-prfsha256-x25519-ecp384");
}

TEST(IkeProposalText, TakesThePrfFromTheIntegrity) {
    const auto proposal = parse_ike_proposal("aes256-sha384-modp2048");
    ASSERT_TRUE(proposal.ok());
    EXPECT_EQ(proposal->integrity, std::vector<IntegrityId>{IntegrityId::kHmacSha2_384_192});
    EXPECT_EQ(proposal->prf, std::vector<PrfId>{PrfId::kHmacSha2_384});
    const auto aead = parse_ike_proposal("aes128gcm16-sha512-x25519");
    ASSERT_TRUE(aead.ok());
    EXPECT_TRUE(aead->integrity.empty());
    EXPECT_EQ(aead->prf, std::vector<PrfId>{PrfId::kHmacSha2_512});
}

TEST(IkeProposalText, SaysWhatIsWrong) {
    const auto fault = [](const char* text) { return parse_ike_proposal(text).error().text(); };
    EXPECT_THAT(fault("aes129gcm16-prfsha256-x25519"),
                HasSubstr("'aes129gcm16' is not an algorithm; known are"));
    EXPECT_THAT(fault(""), HasSubstr("'' is not an algorithm"));
    EXPECT_THAT(fault("aes128gcm16--x25519"), HasSubstr("'' is not an algorithm"));
    EXPECT_THAT(fault("aes128gcm16-x25519"), HasSubstr("no PRF"));
    EXPECT_THAT(fault("aes128gcm16-prfsha256"), HasSubstr("no group"));
    EXPECT_THAT(fault("prfsha256-x25519"), HasSubstr("no cipher"));
    EXPECT_THAT(fault("aes128-prfsha256-x25519"), HasSubstr("no integrity"));
    EXPECT_THAT(fault("aes128-aes128gcm16-sha256-x25519"), HasSubstr("proposals of their own"));
    EXPECT_THAT(fault("aes128gcm16-prfsha256-x25519-esn"), HasSubstr("esn belongs to ESP"));
}

TEST(IkeProposalText, NamesAdditionalKeyExchanges) {
    const auto proposal = parse_ike_proposal("aes256gcm16-prfsha384-x25519-ke1_ecp384-ke1_none-ke7_x448");
    ASSERT_TRUE(proposal.ok()) << proposal.error().text();
    EXPECT_EQ(proposal->additional[0], (std::vector<GroupId>{GroupId::kEcp384, GroupId::kNone}));
    EXPECT_EQ(proposal->additional[6], std::vector<GroupId>{GroupId::kCurve448});
    EXPECT_EQ(proposal->group, std::vector<GroupId>{GroupId::kCurve25519});
    EXPECT_EQ(proposal->to_string(), "aes256gcm16-prfsha384-x25519-ke1_ecp384-ke1_none-ke7_x448");
}

TEST(IkeProposalText, SaysWhatIsWrongWithAdditionalKeyExchanges) {
    const auto fault = [](const std::string& words) {
        const auto proposal = parse_ike_proposal("aes256gcm16-prfsha384-" + words);
        return proposal.ok() ? std::string("nothing") : proposal.error().text();
    };
    EXPECT_THAT(fault("x25519-ke0_ecp384"), HasSubstr("'ke0_ecp384' is not an algorithm"));
    EXPECT_THAT(fault("x25519-ke8_ecp384"), HasSubstr("'ke8_ecp384' is not an algorithm"));
    EXPECT_THAT(fault("x25519-ke1_sha256"), HasSubstr("'ke1_sha256' is not an algorithm"));
    EXPECT_THAT(fault("x25519-ke1_"), HasSubstr("'ke1_' is not an algorithm"));
    EXPECT_THAT(fault("ke1_ecp384"), HasSubstr("need a first one"));
    EXPECT_THAT(fault("x25519-ke1_x25519"), HasSubstr("made twice"));
    EXPECT_THAT(fault("x25519-ke1_ecp256-ke2_ecp256"), HasSubstr("made twice"));
    EXPECT_THAT(fault("mlkem768"), HasSubstr("ke1_mlkem768"));
    EXPECT_EQ(fault("x25519-ke1_ecp256-ke2_ecp256-ke2_none"), "nothing");
}

TEST(IkeProposalText, MlKemIsRefusedWhereItIsMissing) {
    const auto proposal = parse_ike_proposal("aes256gcm16-prfsha384-x25519-ke1_mlkem768");
    if (supports_group(GroupId::kMlKem768)) {
        ASSERT_TRUE(proposal.ok()) << proposal.error().text();
        EXPECT_EQ(proposal->to_string(), "aes256gcm16-prfsha384-x25519-ke1_mlkem768");
    } else {
        ASSERT_FALSE(proposal.ok());
        EXPECT_THAT(proposal.error().text(),
                    HasSubstr("mlkem768 needs OpenSSL 3.5 or later, this is OpenSSL 3."));
    }
}

TEST(EspProposalText, NamesAlgorithms) {
    const auto proposal = parse_esp_proposal("aes128gcm16-esn");
    ASSERT_TRUE(proposal.ok());
    EXPECT_EQ(proposal->esn, std::vector<bool>{true});
    EXPECT_EQ(proposal->to_string(), "aes128gcm16-esn");
    const auto plain = parse_esp_proposal("aes256-sha256-ecp256");
    ASSERT_TRUE(plain.ok());
    EXPECT_EQ(plain->esn, std::vector<bool>{false});
    EXPECT_EQ(plain->group, std::vector<GroupId>{GroupId::kEcp256}) << "of its rekeying";
    EXPECT_EQ(plain->to_string(), "aes256-sha256-ecp256");
    const auto either = parse_esp_proposal("aes128gcm16-esn-noesn");
    ASSERT_TRUE(either.ok());
    EXPECT_EQ(either->esn, (std::vector<bool>{true, false}));
    EXPECT_FALSE(parse_esp_proposal("aes128gcm16-prfsha256").ok());
}

TEST(Defaults, CanBeReadBack) {
    for (const AlgorithmProposal& one : default_ike_proposals()) {
        const auto again = parse_ike_proposal(one.to_string());
        ASSERT_TRUE(again.ok()) << again.error().text();
        EXPECT_EQ(*again, one);
    }
    for (const AlgorithmProposal& one : default_esp_proposals()) {
        const auto again = parse_esp_proposal(one.to_string());
        ASSERT_TRUE(again.ok()) << again.error().text();
        EXPECT_EQ(*again, one);
    }
}

}  // namespace
}  // namespace hawser::ike

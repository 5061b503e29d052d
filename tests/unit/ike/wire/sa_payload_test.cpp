// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/sa_payload.h"

#include <gtest/gtest.h>

#include <string>

#include "ike/wire/limits.h"
#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

const char* const kIkeProposal =
    "00 00 0024 01 01 00 03"      // last, 36 bytes, number 1, IKE, no SPI, 3 transforms
    "0300000c 01000014 800e0080"  // ENCR_AES_GCM_16, key length 128
    "03000008 02000005"           // PRF_HMAC_SHA2_256
    "00000008 0400001f";          // Curve25519

const char* const kEspProposals =
    "02 00 0028 01 03 04 03 c0ffee01"  // more follow, ESP
    "0300000c 0100000c 800e0100"       // ENCR_AES_CBC, 256
    "03000008 0300000c"                // AUTH_HMAC_SHA2_256_128
    "00000008 05000000"                // no ESN
    "00 00 0020 02 03 04 02 c0ffee01"  // last
    "0300000c 01000014 800e0080"
    "00000008 05000001";

std::string refusal_of(std::string_view text) {
    const auto payload = SaPayload::parse(test::hex(text));
    return payload.ok() ? "taken" : payload.refusal().reason;
}

TEST(SaPayload, ReadsAnIkeProposal) {
    const auto payload = SaPayload::parse(test::hex(kIkeProposal));
    ASSERT_TRUE(payload.ok());
    ASSERT_EQ(payload->proposals.size(), 1u);
    const Proposal& proposal = payload->proposals[0];
    EXPECT_EQ(proposal.number, 1);
    EXPECT_EQ(proposal.protocol, ProtocolId::kIke);
    EXPECT_TRUE(proposal.spi.empty());
    EXPECT_EQ(proposal.transforms, (std::vector{Transform::encryption(EncryptionId::kAesGcm16, 128),
                                                Transform::prf(PrfId::kHmacSha2_256),
                                                Transform::key_exchange(GroupId::kCurve25519)}));
    EXPECT_EQ(payload->to_string(), "IKE:AES_GCM_16_128/PRF_HMAC_SHA2_256/CURVE_25519");
    EXPECT_EQ(test::serialized(*payload), test::hex(kIkeProposal));
}

TEST(SaPayload, ReadsSeveralEspProposals) {
    const auto payload = SaPayload::parse(test::hex(kEspProposals));
    ASSERT_TRUE(payload.ok());
    ASSERT_EQ(payload->proposals.size(), 2u);
    EXPECT_EQ(payload->proposals[0].esp_spi(), EspSpi(0xc0ffee01));
    EXPECT_EQ(payload->proposals[0].ike_spi(), IkeSpi());
    EXPECT_EQ(payload->proposals[1].number, 2);
    ASSERT_NE(payload->proposals[1].find(TransformType::kEsn), nullptr);
    EXPECT_EQ(payload->proposals[1].find(TransformType::kEsn)->id, 1);
    EXPECT_EQ(payload->proposals[1].find(TransformType::kIntegrity), nullptr);
    EXPECT_EQ(payload->to_string(),
              "ESP:AES_CBC_256/HMAC_SHA2_256_128/NO_EXT_SEQ, ESP:AES_GCM_16_128/EXT_SEQ");
    EXPECT_EQ(test::serialized(*payload), test::hex(kEspProposals));
}

TEST(SaPayload, TakesOneWithoutProposalsAsAnOfferOfNothing) {
    const auto payload = SaPayload::parse({});
    ASSERT_TRUE(payload.ok());
    EXPECT_TRUE(payload->proposals.empty());
    EXPECT_TRUE(test::serialized(*payload).empty());
}

TEST(SaPayload, KeepsTransformsOfATypeInTheProposersOrder) {
    Proposal proposal;
    proposal.transforms = {Transform::key_exchange(GroupId::kEcp384), Transform::prf(PrfId::kHmacSha2_256),
                           Transform::key_exchange(GroupId::kCurve25519)};
    const auto groups = proposal.of_type(TransformType::kKeyExchange);
    ASSERT_EQ(groups.size(), 2u);
    EXPECT_EQ(groups[0]->id, 20);
    EXPECT_EQ(groups[1]->id, 31);
}

TEST(SaPayload, KeepsUnknownAttributesAndMarksTheTransform) {
    const char* const text =
        "00 00 001c 01 01 00 01"
        "00000014 0100000c 800e0080 0063 0004 01020304";
    const auto payload = SaPayload::parse(test::hex(text));
    ASSERT_TRUE(payload.ok());
    const Transform& transform = payload->proposals[0].transforms[0];
    EXPECT_EQ(transform.key_length, 128);
    EXPECT_FALSE(transform.understood());
    EXPECT_EQ(transform.unknown_attributes[0], (TransformAttribute{0x63, false, test::hex("01020304")}));
    EXPECT_EQ(test::serialized(*payload), test::hex(text));
}

TEST(SaPayload, DoesNotTakeASecondKeyLengthForTheFirst) {
    const auto payload =
        SaPayload::parse(test::hex("00 00 0018 01 01 00 01 00000010 01000014 800e0080 800e0100"));
    ASSERT_TRUE(payload.ok());
    EXPECT_EQ(payload->proposals[0].transforms[0].key_length, 128);
    EXPECT_FALSE(payload->proposals[0].transforms[0].understood());
}

TEST(SaPayload, RefusesEveryTruncation) {
    for (const char* text : {kIkeProposal, kEspProposals}) {
        const Bytes whole = test::hex(text);
        for (size_t size = 1; size < whole.size(); ++size)
            EXPECT_FALSE(SaPayload::parse(ByteView(whole).first(size)).ok()) << size;
    }
}

TEST(SaPayload, RefusesWhatContradictsItself) {
    EXPECT_EQ(
        refusal_of("00 00 0024 01 01 00 02 0300000c 01000014 800e0080 03000008 02000005 00000008 0400001f"),
        "number of transforms is not as announced");
    EXPECT_EQ(refusal_of("00 00 0010 01 01 00 00 00000008 0400001f"),
              "bytes after the last transform of a proposal");
    EXPECT_EQ(refusal_of("02 00 0010 01 01 00 01 00000008 0400001f"),
              "SA payload ends where another proposal is announced");
    EXPECT_EQ(refusal_of("00 00 0010 01 01 00 01 00000008 0400001f 00 00 0010 01 01 00 01 00000008 0400001f"),
              "bytes after the last proposal");
    EXPECT_EQ(refusal_of("03 00 0010 01 01 00 01 00000008 0400001f"), "proposal does not fit its SA payload");
    EXPECT_EQ(refusal_of("00 00 0010 01 01 00 01 02000008 0400001f"), "transform does not fit its proposal");
    EXPECT_EQ(refusal_of("00 00 0003 01 01 00 00"), "proposal does not fit its SA payload");
    EXPECT_EQ(refusal_of("00 00 0012 01 03 02 01 0102 00000008 0400001f"),
              "SPI of a proposal is not as long as its protocol's");
    EXPECT_EQ(refusal_of("00 00 0008 01 01 08 00"), "SPI does not fit its proposal");
}

TEST(SaPayload, RefusesMoreThanItsLimits) {
    Proposal proposal;
    proposal.protocol = ProtocolId::kIke;
    SaPayload payload;
    payload.proposals.assign(limits::kProposals, proposal);
    EXPECT_TRUE(SaPayload::parse(test::serialized(payload)).ok());
    payload.proposals.push_back(proposal);
    EXPECT_EQ(std::string(SaPayload::parse(test::serialized(payload)).refusal().reason),
              "too many proposals");

    proposal.transforms.assign(limits::kTransformsPerProposal, Transform::esn(EsnId::kEsn));
    payload.proposals = {proposal};
    EXPECT_TRUE(SaPayload::parse(test::serialized(payload)).ok());
    payload.proposals[0].transforms.push_back(Transform::esn(EsnId::kEsn));
    EXPECT_FALSE(SaPayload::parse(test::serialized(payload)).ok());
}

TEST(Proposal, CarriesTheSpiOfARekeyedIkeSa) {
    Proposal proposal;
    proposal.protocol = ProtocolId::kIke;
    proposal.set_ike_spi(IkeSpi(0x0102030405060708));
    EXPECT_EQ(proposal.spi, test::hex("0102030405060708"));
    EXPECT_EQ(proposal.ike_spi(), IkeSpi(0x0102030405060708));
    EXPECT_EQ(proposal.esp_spi(), EspSpi());
}

}  // namespace
}  // namespace hawser::ike

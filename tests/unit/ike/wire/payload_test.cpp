// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/payload.h"

#include <gtest/gtest.h>

#include "ike/wire/limits.h"
#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

using test::hex;
using test::serialized;

/// Parsing and writing again gives the same bytes.
template <typename T>
T round_trip(const Bytes& body) {
    const auto payload = T::parse(body);
    EXPECT_TRUE(payload.ok());
    if (!payload.ok()) return T{};
    EXPECT_EQ(serialized(*payload), body);
    return *payload;
}

TEST(KePayload, HasAGroupAndData) {
    const auto payload = round_trip<KePayload>(hex("001f 0000 0102030405"));
    EXPECT_EQ(payload.group, GroupId::kCurve25519);
    EXPECT_EQ(payload.data, hex("0102030405"));
    EXPECT_EQ(payload.to_string(), "KE(CURVE_25519)");
    for (const char* text : {"", "001f", "001f0000"})
        EXPECT_FALSE(KePayload::parse(hex(text)).ok()) << text;
}

TEST(AuthPayload, HasAMethodAndData) {
    const auto payload = round_trip<AuthPayload>(hex("02 000000 aabb"));
    EXPECT_EQ(payload.method, AuthMethod::kSharedKey);
    EXPECT_EQ(payload.data, hex("aabb"));
    EXPECT_EQ(payload.to_string(), "AUTH(pre-shared key)");
    for (const char* text : {"", "020000", "02000000"})
        EXPECT_FALSE(AuthPayload::parse(hex(text)).ok()) << text;
}

TEST(NoncePayload, HasSixteenTo256Bytes) {
    EXPECT_FALSE(NoncePayload::parse(Bytes(15)).ok());
    EXPECT_EQ(round_trip<NoncePayload>(Bytes(16, 1)).nonce.size(), 16u);
    EXPECT_EQ(round_trip<NoncePayload>(Bytes(256, 1)).nonce.size(), 256u);
    EXPECT_FALSE(NoncePayload::parse(Bytes(257)).ok());
}

TEST(NotifyPayload, HasATypeAndMaybeAnSpiAndData) {
    const auto plain = round_trip<NotifyPayload>(hex("00 00 4004 0102"));
    EXPECT_EQ(plain.type, NotifyType::kNatDetectionSourceIp);
    EXPECT_EQ(plain.data, hex("0102"));
    EXPECT_EQ(plain.to_string(), "N(NATD_S_IP)");
    EXPECT_EQ(plain, NotifyPayload::of(NotifyType::kNatDetectionSourceIp, hex("0102")));

    const auto rekey = round_trip<NotifyPayload>(hex("03 04 4009 c0ffee01"));
    EXPECT_EQ(rekey, NotifyPayload::of_esp(NotifyType::kRekeySa, EspSpi(0xc0ffee01)));
    EXPECT_EQ(rekey.esp_spi(), EspSpi(0xc0ffee01));
    EXPECT_EQ(plain.esp_spi(), EspSpi());
    EXPECT_EQ(round_trip<NotifyPayload>(hex("00 00 a001")).to_string(), "N((40961))");
}

TEST(NotifyPayload, RefusesAnSpiThatDoesNotFit) {
    for (const char* text : {"", "000040", "03 04 4009 c0ffee", "03 03 4009 c0ffee",
                             "01 08 4009 00000000000000", "01 ff 4009 00"}) {
        EXPECT_FALSE(NotifyPayload::parse(hex(text)).ok()) << text;
    }
}

TEST(DeletePayload, NamesTheIkeSaWithoutSpi) {
    const auto payload = round_trip<DeletePayload>(hex("01 00 0000"));
    EXPECT_EQ(payload.protocol, ProtocolId::kIke);
    EXPECT_TRUE(payload.spis.empty());
    EXPECT_EQ(payload.to_string(), "D(IKE)");
    EXPECT_FALSE(DeletePayload::parse(hex("01 08 0001 0102030405060708")).ok());
}

TEST(DeletePayload, NamesChildSasBySpi) {
    const auto payload = round_trip<DeletePayload>(hex("03 04 0002 c0ffee01 c0ffee02"));
    EXPECT_EQ(payload.spis, (std::vector{EspSpi(0xc0ffee01), EspSpi(0xc0ffee02)}));
    EXPECT_EQ(payload.to_string(), "D(ESP c0ffee01 c0ffee02)");
}

TEST(DeletePayload, RefusesCountsThatDoNotFit) {
    const Bytes whole = hex("03 04 0002 c0ffee01 c0ffee02");
    for (size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(DeletePayload::parse(ByteView(whole).first(size)).ok()) << size;
    EXPECT_FALSE(DeletePayload::parse(hex("03 04 0001 c0ffee01 c0ffee02")).ok());
    EXPECT_FALSE(DeletePayload::parse(hex("03 08 0001 c0ffee01 c0ffee02")).ok());
    EXPECT_FALSE(DeletePayload::parse(hex("07 04 0001 c0ffee01")).ok());
    DeletePayload many{ProtocolId::kEsp, std::vector<EspSpi>(limits::kSpisPerDelete)};
    EXPECT_TRUE(DeletePayload::parse(serialized(many)).ok());
    many.spis.emplace_back();
    EXPECT_FALSE(DeletePayload::parse(serialized(many)).ok());
}

TEST(VendorIdPayload, IsOpaque) {
    EXPECT_EQ(round_trip<VendorIdPayload>(hex("0102ff")).to_string(), "V(0102ff)");
    EXPECT_EQ(round_trip<VendorIdPayload>({}).to_string(), "V()");
    EXPECT_EQ(round_trip<VendorIdPayload>(Bytes(100, 0xab)).to_string(),
              "V(abababababababababababababababababababab...)");
}

TEST(IdPayload, HasATypeAndData) {
    const auto payload = round_trip<IdiPayload>(hex("02 000000 612e62"));
    EXPECT_EQ(payload.identity, Identity::fqdn("a.b"));
    EXPECT_EQ(payload.to_string(), "IDi(a.b)");
    EXPECT_EQ(round_trip<IdrPayload>(hex("01 000000 c0000201")).to_string(), "IDr(192.0.2.1)");
}

TEST(IdPayload, KeepsReservedBytesBecauseAuthCoversThem) {
    const Bytes body = hex("02 010203 612e62");
    EXPECT_EQ(round_trip<IdiPayload>(body).body(), body);
}

TEST(IdPayload, RefusesDataThatDoNotFitTheType) {
    for (const char* text : {"", "020000", "02 000000", "01 000000 c00002", "01 000000 c000020100",
                             "05 000000 c0000201", "00 000000 c0000201"}) {
        EXPECT_FALSE(IdiPayload::parse(hex(text)).ok()) << text;
    }
    Bytes longest = hex("0b 000000");
    longest.resize(4 + limits::kIdentityBytes);
    EXPECT_TRUE(IdiPayload::parse(longest).ok());
    longest.push_back(0);
    EXPECT_FALSE(IdiPayload::parse(longest).ok());
}

TEST(Payload, KnowsItsTypeAndName) {
    EXPECT_EQ(type_of(Payload(TsrPayload{})), PayloadType::kTsResponder);
    EXPECT_EQ(type_of(Payload(UnknownPayload{PayloadType::kEap, false, {}})), PayloadType::kEap);
    EXPECT_EQ(to_string(Payload(NoncePayload{})), "No");
    EXPECT_EQ(to_string(Payload(NotifyPayload::of(NotifyType::kNoProposalChosen))), "N(NO_PROP)");
}

}  // namespace
}  // namespace hawser::ike

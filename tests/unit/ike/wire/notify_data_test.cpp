// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/notify_data.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "ike/wire/cert_payload.h"
#include "ike/wire/configuration_payload.h"
#include "ike/wire/hash_algorithm.h"
#include "ike/wire/limits.h"
#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

using test::hex;

const IpAddress kV4 = *IpAddress::parse("192.0.2.1");
const IpAddress kV6 = *IpAddress::parse("2001:db8::1");

NotifyPayload of(NotifyType type, std::string_view digits) {
    return NotifyPayload::of(type, hex(digits));
}

// Figure 5 of RFC 5685 section 6.2 as bytes: type, length, identity, nonce.
TEST(RedirectNotify, NamesAGateway) {
    EXPECT_EQ(to_hex(redirect({kV4, {}}, hex("aabb")).data), "0104c0000201aabb");
    EXPECT_EQ(to_hex(redirect({kV6, {}}).data), "021020010db8000000000000000000000001");
    EXPECT_EQ(to_hex(redirected_from({{}, "gw"}).data), "03026777");
    for (const GatewayIdentity& one : {GatewayIdentity{kV4, {}}, {kV6, {}}, {{}, "gw.example"}}) {
        const auto to = parse_redirect(redirect(one, Bytes(32, 7)));
        ASSERT_TRUE(to.ok());
        EXPECT_EQ(to->to, one);
        EXPECT_EQ(to->nonce, Bytes(32, 7));
        const auto from = parse_redirected_from(redirected_from(one));
        ASSERT_TRUE(from.ok());
        EXPECT_EQ(*from, one);
    }
}

TEST(RedirectNotify, RefusesWhatIsNoGateway) {
    for (const char* data :
         {"", "01", "0104c00002", "0103c00002", "0204c0000201", "0302670a", "0300", "0401aa"})
        EXPECT_FALSE(parse_redirect(of(NotifyType::kRedirect, data)).ok()) << data;
    EXPECT_FALSE(parse_redirected_from(of(NotifyType::kRedirectedFrom, "0104c0000201aa")).ok());
}

TEST(MobikeNotifies, CarryAddresses) {
    for (const IpAddress& address : {kV4, kV6}) {
        const auto read = parse_additional_address(additional_address(address));
        ASSERT_TRUE(read.ok());
        EXPECT_EQ(*read, address);
        const auto pair = parse_no_nats_allowed(no_nats_allowed({address, 500}, {address, 4500}));
        ASSERT_TRUE(pair.ok());
        EXPECT_EQ(pair->source, (Endpoint{address, 500}));
        EXPECT_EQ(pair->destination, (Endpoint{address, 4500}));
    }
    EXPECT_FALSE(parse_additional_address(of(NotifyType::kAdditionalIp4Address, "c00002")).ok());
    EXPECT_FALSE(parse_additional_address(of(NotifyType::kAdditionalIp6Address, "c0000201")).ok());
    EXPECT_FALSE(parse_no_nats_allowed(of(NotifyType::kNoNatsAllowed, "c0000201c000020201f401")).ok());
    EXPECT_TRUE(parse_cookie2(of(NotifyType::kCookie2, "0102030405060708")).ok());
    EXPECT_FALSE(parse_cookie2(of(NotifyType::kCookie2, "01020304050607")).ok());
    EXPECT_FALSE(parse_cookie2(NotifyPayload::of(NotifyType::kCookie2, Bytes(65))).ok());
}

TEST(TicketNotifies, CarryTickets) {
    const NotifyPayload notify = ticket_with_lifetime(3600, hex("aabb"));
    EXPECT_EQ(to_hex(notify.data), "00000e10aabb");
    const auto read = parse_ticket_with_lifetime(notify);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->lifetime_seconds, 3600u);
    EXPECT_EQ(read->ticket, hex("aabb"));
    EXPECT_FALSE(parse_ticket_with_lifetime(of(NotifyType::kTicketLtOpaque, "00000e10")).ok());
    EXPECT_EQ(*parse_ticket_opaque(ticket_opaque(hex("cc"))), hex("cc"));
    EXPECT_FALSE(parse_ticket_opaque(of(NotifyType::kTicketOpaque, "")).ok());
}

TEST(OtherNotifies, ReadWhatTheyWrite) {
    EXPECT_EQ(*parse_qcd_token(qcd_token(Bytes(16, 1))), Bytes(16, 1));
    EXPECT_FALSE(parse_qcd_token(qcd_token(Bytes(15, 1))).ok());
    EXPECT_FALSE(parse_qcd_token(qcd_token(Bytes(129, 1))).ok());
    EXPECT_EQ(*parse_set_window_size(set_window_size(10)), 10u);
    EXPECT_EQ(to_hex(set_window_size(10).data), "0000000a") << "RFC 7634 appendix B has one";
    EXPECT_FALSE(parse_set_window_size(set_window_size(0)).ok());
    EXPECT_FALSE(parse_set_window_size(of(NotifyType::kSetWindowSize, "0000000a00")).ok());
    EXPECT_EQ(to_hex(ppk_identity(hex("6162")).data), "026162");
    EXPECT_EQ(*parse_ppk_identity(ppk_identity(hex("6162"))), hex("6162"));
    EXPECT_FALSE(parse_ppk_identity(of(NotifyType::kPpkIdentity, "016162")).ok()) << "opaque";
    EXPECT_FALSE(parse_ppk_identity(of(NotifyType::kPpkIdentity, "02")).ok());
}

TEST(HashAlgorithms, AreAListOfNumbers) {
    const HashAlgorithm ours[] = {HashAlgorithm::kSha2_256, HashAlgorithm::kIdentity};
    const NotifyPayload notify = signature_hash_algorithms(ours);
    EXPECT_EQ(to_hex(notify.data), "00020005");
    EXPECT_EQ(*parse_signature_hash_algorithms(notify), (std::vector{ours[0], ours[1]}));
    EXPECT_FALSE(parse_signature_hash_algorithms(of(NotifyType::kSignatureHashAlgorithms, "000200")).ok());
    const auto many =
        parse_signature_hash_algorithms(NotifyPayload::of(NotifyType::kSignatureHashAlgorithms, Bytes(1000)));
    EXPECT_EQ(many->size(), limits::kHashAlgorithms);
    EXPECT_EQ(to_string(HashAlgorithm::kSha2_384), "SHA2_384");
}

TEST(CertPayload, HasAnEncodingAndData) {
    const auto payload = CertPayload::parse(hex("04 3000"));
    ASSERT_TRUE(payload.ok());
    EXPECT_EQ(payload->encoding, CertEncoding::kX509Signature);
    EXPECT_EQ(test::serialized(*payload), hex("043000"));
    EXPECT_EQ(payload->to_string(), "CERT(X509_SIGNATURE, 2 bytes)");
    EXPECT_FALSE(CertPayload::parse({}).ok());
    EXPECT_FALSE(CertPayload::parse(hex("04")).ok());
}

TEST(CertRequestPayload, NamesCas) {
    Bytes body = hex("04");
    append(body, Bytes(20, 1));
    append(body, Bytes(20, 2));
    const auto payload = CertRequestPayload::parse(body);
    ASSERT_TRUE(payload.ok());
    EXPECT_EQ(payload->key_hashes.size(), 2u);
    EXPECT_EQ(test::serialized(*payload), body);
    CertRequestPayload::KeyHash hash{};
    EXPECT_FALSE(payload->names(hash));
    hash.fill(2);
    EXPECT_TRUE(payload->names(hash));
    body.push_back(0);
    EXPECT_FALSE(CertRequestPayload::parse(body).ok());
    EXPECT_FALSE(CertRequestPayload::parse({}).ok());
    EXPECT_TRUE(CertRequestPayload::parse(hex("04")).ok()) << "asks for anything";
    EXPECT_EQ(test::serialized(*CertRequestPayload::parse(hex("0f aabb"))), hex("0faabb"))
        << "raw keys have none";
}

TEST(ConfigurationPayload, HasAttributes) {
    const Bytes body =
        hex("02 000000 0001 0004 c0000205 0008 0011 20010db8000000000000000000000001 40 0003 0000");
    const auto payload = ConfigurationPayload::parse(body);
    ASSERT_TRUE(payload.ok());
    EXPECT_EQ(payload->to_string(),
              "CP(CFG_REPLY INTERNAL_IP4_ADDRESS INTERNAL_IP6_ADDRESS INTERNAL_IP4_DNS)");
    EXPECT_EQ(payload->addresses(ConfigurationAttributeType::kInternalIp4Address),
              std::vector{*IpAddress::parse("192.0.2.5")});
    EXPECT_EQ(payload->addresses(ConfigurationAttributeType::kInternalIp6Address), std::vector{kV6});
    EXPECT_TRUE(payload->addresses(ConfigurationAttributeType::kInternalIp4Dns).empty());
    EXPECT_EQ(test::serialized(*payload), body);
    EXPECT_EQ(ConfigurationAttribute::of_address(kV4).address(), kV4);
    EXPECT_EQ(ConfigurationAttribute::of_address(kV6).address(), kV6);
}

TEST(ConfigurationPayload, RefusesAttributesThatDoNotFit) {
    for (const char* text :
         {"", "020000", "02000000 0001", "02000000 0001 0004 c00002", "02000000 0001 0003 c00002",
          "02000000 0008 0010 20010db8000000000000000000000001"})
        EXPECT_FALSE(ConfigurationPayload::parse(hex(text)).ok()) << text;
    ConfigurationPayload many{ConfigurationType::kRequest, {}};
    many.attributes.resize(limits::kConfigurationAttributes);
    EXPECT_TRUE(ConfigurationPayload::parse(test::serialized(many)).ok());
    many.attributes.emplace_back();
    EXPECT_FALSE(ConfigurationPayload::parse(test::serialized(many)).ok());
}

}  // namespace
}  // namespace hawser::ike

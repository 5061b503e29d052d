// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/message.h"

#include <gtest/gtest.h>

#include <string>

#include "ike/wire/limits.h"
#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

using test::hex;

std::string refusal_of(const Bytes& datagram) {
    const auto message = Message::parse(datagram);
    return message.ok() ? "taken" : message.refusal().to_string();
}

/// A datagram whose header's length and first payload are filled in.
Bytes datagram(PayloadType first, std::string_view payloads) {
    ByteWriter writer;
    IkeHeader header = test::ike_sa_init_request().header;
    header.next_payload = first;
    header.serialize(writer);
    writer.bytes(hex(payloads));
    writer.patch_u32(IkeHeader::kLengthOffset, static_cast<uint32_t>(writer.size()));
    return writer.release();
}

TEST(Message, ReadsBackWhatItWrites) {
    for (const Message& message : {test::ike_sa_init_request(), test::ike_sa_init_response()}) {
        const Bytes bytes = message.serialize();
        auto again = Message::parse(bytes);
        ASSERT_TRUE(again.ok()) << again.refusal().to_string();
        EXPECT_EQ(again->serialize(), bytes);
        EXPECT_EQ(again->payloads, message.payloads);
        EXPECT_EQ(again->header.length, bytes.size());
        EXPECT_EQ(again->header.next_payload, PayloadType::kSecurityAssociation);
    }
}

TEST(Message, ReadsBackTheContentOfSk) {
    for (const Message& message :
         {test::ike_auth_request(), test::ike_auth_response(), test::create_child_sa_request(),
          test::create_child_sa_response(), test::informational_request()}) {
        const auto again =
            Message::parse_protected(message.header, message.first_type(), message.serialize_payloads());
        ASSERT_TRUE(again.ok()) << again.refusal().to_string();
        EXPECT_EQ(*again, message);
    }
}

TEST(Message, MayBeEmptyInside) {
    const auto message = Message::parse_protected(IkeHeader{}, PayloadType::kNone, {});
    ASSERT_TRUE(message.ok());
    EXPECT_TRUE(message->payloads.empty());
    EXPECT_EQ(message->first_type(), PayloadType::kNone);
    EXPECT_TRUE(message->serialize_payloads().empty());
}

TEST(Message, PrintsAsStrongSwanLogsIt) {
    EXPECT_EQ(test::ike_sa_init_request().to_string(),
              "IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) V ]");
    EXPECT_EQ(test::ike_auth_request().to_string(),
              "IKE_AUTH request 1 [ IDi N(INIT_CONTACT) IDr AUTH SA TSi TSr N(MOBIKE_SUP) ]");
}

TEST(Message, FindsPayloads) {
    const Message message = test::ike_sa_init_request();
    ASSERT_NE(message.get<KePayload>(), nullptr);
    EXPECT_EQ(message.get<KePayload>()->group, GroupId::kCurve25519);
    EXPECT_EQ(message.get<AuthPayload>(), nullptr);
    EXPECT_EQ(message.all<NotifyPayload>().size(), 3u);
    EXPECT_NE(message.notify(NotifyType::kNatDetectionDestinationIp), nullptr);
    EXPECT_EQ(message.notify(NotifyType::kCookie), nullptr);
    EXPECT_EQ(message.error_notify(), nullptr);
}

TEST(Message, KeepsSkUnopened) {
    const auto message = Message::parse(datagram(PayloadType::kEncrypted, "29 00 0008 01020304"));
    ASSERT_TRUE(message.ok());
    EXPECT_TRUE(message->is_encrypted());
    EXPECT_FALSE(message->is_protected);
    EXPECT_EQ(*message->get<EncryptedPayload>(), (EncryptedPayload{PayloadType::kNotify, hex("01020304")}));
    EXPECT_EQ(message->serialize(), datagram(PayloadType::kEncrypted, "29 00 0008 01020304"));
}

TEST(Message, RefusesAnSkThatIsNotTheLastOrIsInside) {
    EXPECT_EQ(refusal_of(datagram(PayloadType::kEncrypted, "29 00 0008 01020304 00 00 0008 00004004")),
              "INVALID_SYNTAX: Encrypted payload is not the last");
    const auto inside =
        Message::parse_protected(IkeHeader{}, PayloadType::kEncrypted, hex("00 00 0008 01020304"));
    ASSERT_FALSE(inside.ok());
    EXPECT_STREQ(inside.refusal().reason, "Encrypted payload inside of another");
}

TEST(Message, SkipsUnknownPayloadsUnlessTheyAreCritical) {
    const auto skipped = Message::parse(datagram(static_cast<PayloadType>(200),
                                                 "28 00 0006 0102 00 00 0014 "
                                                 "000102030405060708090a0b0c0d0e0f"));
    ASSERT_TRUE(skipped.ok());
    ASSERT_EQ(skipped->payloads.size(), 1u);
    EXPECT_NE(skipped->get<NoncePayload>(), nullptr);

    const auto refused = Message::parse(datagram(static_cast<PayloadType>(200), "00 80 0006 0102"));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().notify, NotifyType::kUnsupportedCriticalPayload);
    EXPECT_EQ(refused.refusal().payload, static_cast<PayloadType>(200));
}

TEST(Message, IgnoresTheCriticalBitOfPayloadsItKnows) {
    EXPECT_EQ(refusal_of(datagram(PayloadType::kNotify, "00 80 0008 00004004")), "taken");
    EXPECT_EQ(refusal_of(datagram(PayloadType::kCertificate, "00 80 0006 04 30")), "taken");
}

TEST(Message, RefusesOtherVersionsAndAZeroSpi) {
    Bytes bytes = test::ike_sa_init_request().serialize();
    bytes[17] = 0x30;
    EXPECT_EQ(refusal_of(bytes), "INVALID_MAJOR_VERSION: major version is not 2");
    bytes[17] = 0x10;
    EXPECT_EQ(refusal_of(bytes), "INVALID_MAJOR_VERSION: major version is not 2");
    bytes[17] = 0x20;
    std::fill_n(bytes.begin(), 8, uint8_t{0});
    EXPECT_EQ(refusal_of(bytes), "INVALID_SYNTAX: initiator's SPI is zero");
}

TEST(Message, RefusesAChainThatDoesNotFit) {
    EXPECT_EQ(refusal_of(datagram(PayloadType::kNone, "00")), "INVALID_SYNTAX: bytes after the last payload");
    EXPECT_EQ(refusal_of(datagram(PayloadType::kVendorId, "00 00 0003")),
              "INVALID_SYNTAX: payload does not fit its message");
    EXPECT_EQ(refusal_of(datagram(PayloadType::kVendorId, "2b 00 0004")),
              "INVALID_SYNTAX: payload does not fit its message");
    EXPECT_EQ(refusal_of(datagram(PayloadType::kVendorId, "00 00 ffff 00")),
              "INVALID_SYNTAX: payload does not fit its message");
}

TEST(Message, RefusesMorePayloadsThanTheLimit) {
    Message message = test::ike_sa_init_request();
    message.payloads.assign(limits::kPayloads, VendorIdPayload{});
    EXPECT_EQ(refusal_of(message.serialize()), "taken");
    message.payloads.emplace_back(VendorIdPayload{});
    EXPECT_EQ(refusal_of(message.serialize()), "INVALID_SYNTAX: too many payloads");
}

TEST(MessageDeathTest, DoesNotLeaveInTheClearWhenItMustBeProtected) {
    EXPECT_DEATH((void)test::ike_auth_request().serialize(), "IkeCipher::protect");
}

}  // namespace
}  // namespace hawser::ike

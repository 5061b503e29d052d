// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/header.h"

#include <gtest/gtest.h>

#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

const char* const kHeader = "0102030405060708 1112131415161718 2e 20 23 28 00000001 0000001c";

TEST(IkeHeader, ReadsEveryField) {
    const auto header = IkeHeader::parse(test::hex(kHeader));
    ASSERT_TRUE(header.ok());
    EXPECT_EQ(header->initiator_spi, IkeSpi(0x0102030405060708));
    EXPECT_EQ(header->responder_spi, IkeSpi(0x1112131415161718));
    EXPECT_EQ(header->next_payload, PayloadType::kEncrypted);
    EXPECT_EQ(header->major_version, 2);
    EXPECT_EQ(header->minor_version, 0);
    EXPECT_EQ(header->exchange, ExchangeType::kIkeAuth);
    EXPECT_TRUE(header->from_initiator);
    EXPECT_TRUE(header->response);
    EXPECT_FALSE(header->higher_version);
    EXPECT_EQ(header->message_id, MessageId(1));
    EXPECT_EQ(header->length, 28u);
    EXPECT_EQ(header->to_string(), "IKE_AUTH response 1");
    EXPECT_EQ(test::serialized(*header), test::hex(kHeader));
}

TEST(IkeHeader, IgnoresReservedFlagsAndTheMinorVersion) {
    Bytes bytes = test::hex(kHeader);
    bytes[17] = 0x2f;
    bytes[19] = 0xc7;
    const auto header = IkeHeader::parse(bytes);
    ASSERT_TRUE(header.ok());
    EXPECT_EQ(header->minor_version, 15);
    EXPECT_FALSE(header->from_initiator);
    EXPECT_FALSE(header->response);
}

TEST(IkeHeader, RefusesAnyLengthButTheDatagrams) {
    const Bytes bytes = test::hex(kHeader);
    for (size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(IkeHeader::parse(ByteView(bytes).first(size)).ok()) << size;
    Bytes longer = bytes;
    longer.push_back(0);
    EXPECT_FALSE(IkeHeader::parse(longer).ok());
}

TEST(IkeHeader, ReadsOtherVersionsSoThatTheyCanBeAnswered) {
    Bytes bytes = test::hex(kHeader);
    bytes[17] = 0x30;
    ASSERT_TRUE(IkeHeader::parse(bytes).ok());
    EXPECT_EQ(IkeHeader::parse(bytes)->major_version, 3);
}

}  // namespace
}  // namespace hawser::ike

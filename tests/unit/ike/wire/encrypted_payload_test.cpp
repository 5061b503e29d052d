// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/encrypted_payload.h"

#include <gtest/gtest.h>

#include "ike/wire/message.h"
#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

using test::hex;

/// A header, a Notify in the clear, and SK with 2 bytes of IV, 3 of ciphertext, 1 of ICV.
Bytes message_with_sk() {
    Message message = test::informational_request();
    message.is_protected = false;
    message.payloads = {NotifyPayload::of(NotifyType::kCookie2, hex("aa")),
                        EncryptedPayload{PayloadType::kDelete, hex("0102 030405 06")}};
    return message.serialize();
}

TEST(EncryptedFrame, CutsAnSkPayload) {
    const Bytes message = message_with_sk();
    const auto frame = EncryptedFrame::locate(message, 2, 1);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->first_inner, PayloadType::kDelete);
    EXPECT_EQ(frame->associated_data.size(), 28u + 9u + 4u);
    EXPECT_EQ(to_bytes(frame->iv), hex("0102"));
    EXPECT_EQ(to_bytes(frame->ciphertext), hex("030405"));
    EXPECT_EQ(to_bytes(frame->icv), hex("06"));
    EXPECT_EQ(frame->authenticated.size(), message.size() - 1);
}

TEST(EncryptedFrame, CountsAPrefixToTheAssociatedData) {
    const Bytes message = message_with_sk();
    const auto frame = EncryptedFrame::locate(message, 2, 1, PayloadType::kEncrypted, 2);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->associated_data.size(), 28u + 9u + 4u + 2u);
    EXPECT_EQ(to_bytes(frame->iv), hex("0304"));
    EXPECT_EQ(to_bytes(frame->ciphertext), hex("05"));
}

TEST(EncryptedFrame, IsNotFoundWhereItsPartsDoNotFit) {
    const Bytes message = message_with_sk();
    EXPECT_TRUE(EncryptedFrame::locate(message, 4, 1));
    EXPECT_FALSE(EncryptedFrame::locate(message, 4, 2));
    EXPECT_FALSE(EncryptedFrame::locate(message, 2, 1, PayloadType::kEncryptedFragment));
    for (size_t size = 0; size < message.size(); ++size)
        EXPECT_FALSE(EncryptedFrame::locate(ByteView(message).first(size), 2, 1)) << size;
    Bytes longer = message;
    longer.push_back(0);
    EXPECT_FALSE(EncryptedFrame::locate(longer, 2, 1));
    EXPECT_FALSE(EncryptedFrame::locate(test::ike_sa_init_request().serialize(), 2, 1));
}

}  // namespace
}  // namespace hawser::ike

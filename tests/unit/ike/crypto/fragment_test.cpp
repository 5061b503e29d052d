// SPDX-License-Identifier: BSD-2-Clause
#include <gtest/gtest.h>

#include <algorithm>

#include "ike/crypto/cipher.h"
#include "ike/wire/fragment_reassembly.h"
#include "ike/wire/limits.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

using test::counted;

const IkeAlgorithms kSuites[] = {
    {},
    {EncryptionId::kAesCbc, 256, IntegrityId::kHmacSha2_512_256, PrfId::kHmacSha2_256, GroupId::kCurve25519},
    {EncryptionId::kAesCtr, 128, IntegrityId::kHmacSha2_256_128, PrfId::kHmacSha2_256, GroupId::kCurve25519},
    {EncryptionId::kChaCha20Poly1305, 0, IntegrityId::kNone, PrfId::kHmacSha2_256, GroupId::kCurve25519},
};

IkeCipher cipher_of(const IkeAlgorithms& algorithms) {
    return IkeCipher(algorithms,
                     counted(*encryption_keymat_size(algorithms.encryption, algorithms.key_bits), 9),
                     counted(*integrity_key_size(algorithms.integrity), 7));
}

IkeHeader header() {
    IkeHeader header;
    header.initiator_spi = IkeSpi(1);
    header.responder_spi = IkeSpi(2);
    header.exchange = ExchangeType::kIkeAuth;
    header.message_id = MessageId(1);
    return header;
}

TEST(Fragments, ArriveInAnyOrderAndMakeTheMessage) {
    for (const IkeAlgorithms& algorithms : kSuites) {
        SCOPED_TRACE(algorithms.to_string());
        IkeCipher sender = cipher_of(algorithms);
        const IkeCipher receiver = cipher_of(algorithms);
        test::FixedRandom random(counted(61, 1));
        const Bytes payloads = counted(3000, 5);
        auto messages =
            sender.protect_in_fragments(header(), PayloadType::kIdInitiator, payloads, 576, random);
        ASSERT_TRUE(messages.ok());
        EXPECT_GE(messages->size(), 6u);
        std::reverse(messages->begin(), messages->end());
        FragmentReassembly reassembly;
        auto verdict = FragmentReassembly::Verdict::kWanted;
        for (const Bytes& message : *messages) {
            EXPECT_LE(message.size(), 576u);
            const auto parsed = Message::parse(message);
            ASSERT_TRUE(parsed.ok() && parsed->fragment() != nullptr);
            EXPECT_FALSE(receiver.open(message)) << "SKF is not SK";
            auto opened = receiver.open_fragment(message);
            ASSERT_TRUE(opened);
            EXPECT_EQ(opened->numbers, parsed->fragment()->numbers);
            verdict = reassembly.add(parsed->header.message_id, opened->numbers, opened->first,
                                     std::move(opened->content));
        }
        ASSERT_EQ(verdict, FragmentReassembly::Verdict::kComplete);
        const ReassembledContent content = reassembly.take();
        EXPECT_EQ(content.first, PayloadType::kIdInitiator);
        EXPECT_EQ(to_bytes(content.payloads.view()), payloads);
    }
}

TEST(Fragments, AreNotMadeOfWhatFits) {
    IkeCipher cipher = cipher_of({});
    test::FixedRandom random(counted(61, 1));
    const size_t whole = IkeHeader::kSize + 100 + cipher.overhead(100);
    const auto fits =
        cipher.protect_in_fragments(header(), PayloadType::kNotify, counted(100), whole, random);
    ASSERT_TRUE(fits.ok());
    ASSERT_EQ(fits->size(), 1u);
    EXPECT_TRUE(cipher.open(fits->front()));
    const auto not_quite =
        cipher.protect_in_fragments(header(), PayloadType::kNotify, counted(100), whole - 1, random);
    ASSERT_TRUE(not_quite.ok());
    EXPECT_EQ(not_quite->size(), 2u);
}

TEST(Fragments, CoverTheirNumbersAndRefuseEveryFlippedByte) {
    for (const IkeAlgorithms& algorithms : kSuites) {
        IkeCipher cipher = cipher_of(algorithms);
        test::FixedRandom random(counted(61, 1));
        Bytes message =
            cipher.protect_in_fragments(header(), PayloadType::kNotify, counted(200), 160, random)->front();
        ASSERT_TRUE(cipher.open_fragment(message));
        for (size_t i = 0; i < message.size(); ++i) {
            message[i] ^= 1;
            EXPECT_FALSE(cipher.open_fragment(message)) << i;
            message[i] ^= 1;
        }
        for (size_t size = 0; size < message.size(); ++size)
            EXPECT_FALSE(cipher.open_fragment(ByteView(message).first(size))) << size;
    }
}

TEST(Fragments, AreNotMadeTooSmallOrTooMany) {
    IkeCipher cipher = cipher_of({});
    test::FixedRandom random(counted(61, 1));
    for (size_t bytes : {0u, 60u, 61u})
        EXPECT_FALSE(
            cipher.protect_in_fragments(header(), PayloadType::kNotify, counted(300), bytes, random).ok())
            << bytes;
    EXPECT_EQ(cipher.protect_in_fragments(header(), PayloadType::kNotify, counted(255), 62, random)->size(),
              limits::kFragmentsPerMessage);
    EXPECT_FALSE(cipher.protect_in_fragments(header(), PayloadType::kNotify, counted(256), 62, random).ok());
}

}  // namespace
}  // namespace hawser::ike

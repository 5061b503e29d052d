// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/cipher.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <string>

#include "base/hex.h"
#include "ike/wire/rules.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

using test::counted;
using test::FixedRandom;
using test::hex;

struct Suite {
    IkeAlgorithms algorithms;
    const char* expected;  ///< the protected message of protect_delete(), in hexadecimal
};

constexpr IkeAlgorithms gcm(uint16_t bits) {
    return {EncryptionId::kAesGcm16, bits, IntegrityId::kNone, PrfId::kHmacSha2_256, GroupId::kCurve25519};
}

constexpr IkeAlgorithms ctr(uint16_t bits, IntegrityId integrity) {
    return {EncryptionId::kAesCtr, bits, integrity, PrfId::kHmacSha2_256, GroupId::kCurve25519};
}

constexpr IkeAlgorithms kChaCha{EncryptionId::kChaCha20Poly1305, 0, IntegrityId::kNone, PrfId::kHmacSha2_256,
                                GroupId::kCurve25519};

constexpr IkeAlgorithms cbc(uint16_t bits, IntegrityId integrity) {
    return {EncryptionId::kAesCbc, bits, integrity, PrfId::kHmacSha2_256, GroupId::kCurve25519};
}

// Computed independently: AES blocks and CBC by the openssl program, GCM on top of them in Python after NIST
// SP 800-38D (which gave that document's test case 4), HMAC by Python.
const Suite kSuites[] = {
    {gcm(128),
     "0102030405060708a1a2a3a4a5a6a7a82e20250800000003000000452a0000290000000000000001"
     "97302bf59929b42cb9ad8a3f46a9531d4c8c868f9b4451f2bce337aea4"},
    {gcm(192),
     "0102030405060708a1a2a3a4a5a6a7a82e20250800000003000000452a0000290000000000000001"
     "e48c3296c6a3b7e6a8e49c2db4853e1498c563478834b50a87d337bffe"},
    {gcm(256),
     "0102030405060708a1a2a3a4a5a6a7a82e20250800000003000000452a0000290000000000000001"
     "2539dc7f6fe4c089551992db45900577a58aa63fbc95592f373139bb82"},
    {cbc(128, IntegrityId::kHmacSha2_256_128),
     "0102030405060708a1a2a3a4a5a6a7a82e20250800000003000000502a000034808182838485868788898a8b8c8d8e8f"
     "3f92bef2df15b10601de4ad40bc1113ea9b0423e35e799000ed25294e94a587f"},
    {cbc(192, IntegrityId::kHmacSha2_384_192),
     "0102030405060708a1a2a3a4a5a6a7a82e20250800000003000000582a00003c808182838485868788898a8b8c8d8e8f"
     "8f9094208677c756a603c6231459ce81dda3524262af9eecc88ae719d15f59d7f6e6fb4af05dc55f"},
    {cbc(256, IntegrityId::kHmacSha2_512_256),
     "0102030405060708a1a2a3a4a5a6a7a82e20250800000003000000602a000044808182838485868788898a8b8c8d8e8f"
     "188b63950583bada46e27e8ce11dfb60666af2fbc979f76c34689f2452e731e8c7c1715bf7bfb98f8e2477c47d17f62d"},
    {ctr(128, IntegrityId::kHmacSha2_256_128),
     "0102030405060708a1a2a3a4a5a6a7a82e20250800000003000000452a00002900000000000000013ea1e8664d031348"
     "615f42dc04094fa98fa5bb4afc69b9486b0d3342ba"},
    {ctr(256, IntegrityId::kHmacSha2_512_256),
     "0102030405060708a1a2a3a4a5a6a7a82e20250800000003000000552a0000390000000000000001cb45d23fbe85164e"
     "dd19343224ab884c253ba6d2cb7a039dbab1127efc574dd5e66629d7bfdbde8783919fb884"},
};

IkeCipher cipher_of(const IkeAlgorithms& algorithms) {
    Bytes key = counted(algorithms.key_bits / 8, 0x10);
    if (encryption_salt_size(algorithms.encryption) != 0) append(key, hex("a0a1a2a3"));
    return IkeCipher(algorithms, key, counted(*integrity_key_size(algorithms.integrity), 0x40));
}

IkeHeader header() {
    IkeHeader header;
    header.initiator_spi = IkeSpi(0x0102030405060708);
    header.responder_spi = IkeSpi(0xa1a2a3a4a5a6a7a8);
    header.exchange = ExchangeType::kInformational;
    header.from_initiator = true;
    header.message_id = MessageId(3);
    return header;
}

Message delete_message() {
    return {header(), {DeletePayload{ProtocolId::kEsp, {EspSpi(0xc0ffee01)}}}, true};
}

Bytes protect_delete(IkeCipher& cipher) {
    FixedRandom random(counted(16, 0x80));
    auto bytes = cipher.protect(delete_message(), random);
    EXPECT_TRUE(bytes.ok());
    return bytes.ok() ? *bytes : Bytes{};
}

TEST(IkeCipher, GivesTheExpectedMessages) {
    for (const Suite& suite : kSuites) {
        SCOPED_TRACE(suite.algorithms.to_string());
        IkeCipher cipher = cipher_of(suite.algorithms);
        EXPECT_EQ(to_hex(protect_delete(cipher)), suite.expected);
    }
}

// RFC 7634 appendix B.
TEST(IkeCipher, OpensTheMessageOfRfc7634) {
    Bytes key = counted(32, 0x80);
    append(key, hex("a0a1a2a3"));
    const IkeCipher cipher(kChaCha, key, {});
    Bytes message =
        hex("c0c1c2c3c4c5c6c7d0d1d2d3d4d5d6d72e202500000000090000004529000029"
            "1011121314151617610394701f8d017f7c129248896b71bfe25236efd7cdc670669063 15b2");
    const auto content = cipher.open(message);
    ASSERT_TRUE(content);
    EXPECT_EQ(content->first, PayloadType::kNotify);
    EXPECT_EQ(to_hex(content->payloads.view()), "0000000c000040010000000a");
    message.back() ^= 1;
    EXPECT_FALSE(cipher.open(message));
}

TEST(IkeCipher, OfChaCha20OpensWhatItProtects) {
    Bytes key = counted(36, 0x21);
    IkeCipher sender(kChaCha, key, {});
    const IkeCipher receiver(kChaCha, key, {});
    FixedRandom random(counted(16));
    Bytes first = *sender.protect(delete_message(), random);
    EXPECT_NE(to_hex(*sender.protect(delete_message(), random)), to_hex(first)) << "never the same IV";
    EXPECT_TRUE(receiver.open(first));
    for (size_t i = 0; i < first.size(); ++i) {
        first[i] ^= 0x40;
        EXPECT_FALSE(receiver.open(first)) << i;
        first[i] ^= 0x40;
    }
}

TEST(IkeCipher, OpensThemAgain) {
    for (const Suite& suite : kSuites) {
        SCOPED_TRACE(suite.algorithms.to_string());
        const Bytes bytes = hex(suite.expected);
        const auto outer = Message::parse(bytes);
        ASSERT_TRUE(outer.ok());
        EXPECT_TRUE(outer->is_encrypted());
        const auto content = cipher_of(suite.algorithms).open(bytes);
        ASSERT_TRUE(content);
        EXPECT_EQ(content->first, PayloadType::kDelete);
        const auto inner = Message::parse_protected(outer->header, content->first, content->payloads.view());
        ASSERT_TRUE(inner.ok());
        EXPECT_EQ(inner->payloads, delete_message().payloads);
        EXPECT_FALSE(check_payload_rules(*inner));
    }
}

TEST(IkeCipher, OpensWhatItProtectsAtEveryLength) {
    for (const Suite& suite : kSuites) {
        SCOPED_TRACE(suite.algorithms.to_string());
        IkeCipher sender = cipher_of(suite.algorithms);
        const IkeCipher receiver = cipher_of(suite.algorithms);
        FixedRandom random(counted(251, 1));
        for (size_t size = 0; size < 70; ++size) {
            const Bytes payloads = counted(size, 5);
            const auto bytes = sender.protect(header(), PayloadType::kNotify, payloads, random);
            ASSERT_TRUE(bytes.ok());
            EXPECT_EQ(bytes->size(), IkeHeader::kSize + size + sender.overhead(size));
            const auto content = receiver.open(*bytes);
            ASSERT_TRUE(content) << size;
            EXPECT_EQ(content->first, PayloadType::kNotify);
            EXPECT_EQ(to_bytes(content->payloads.view()), payloads);
        }
    }
}

TEST(IkeCipher, RefusesEveryFlippedBit) {
    for (const Suite& suite : kSuites) {
        SCOPED_TRACE(suite.algorithms.to_string());
        const IkeCipher cipher = cipher_of(suite.algorithms);
        Bytes bytes = hex(suite.expected);
        for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            const auto mask = static_cast<uint8_t>(1u << (bit % 8));
            bytes[bit / 8] ^= mask;
            EXPECT_FALSE(cipher.open(bytes)) << bit;
            bytes[bit / 8] ^= mask;
        }
        EXPECT_TRUE(cipher.open(bytes));
    }
}

TEST(IkeCipher, RefusesEveryTruncation) {
    for (const Suite& suite : kSuites) {
        const IkeCipher cipher = cipher_of(suite.algorithms);
        const Bytes bytes = hex(suite.expected);
        for (size_t size = 0; size < bytes.size(); ++size) {
            Bytes cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size));
            EXPECT_FALSE(cipher.open(cut)) << size;
            if (size < IkeHeader::kSize + 4) continue;
            // Once more with both lengths set right, so that the frame is found.
            cut[27] = static_cast<uint8_t>(size);
            cut[31] = static_cast<uint8_t>(size - IkeHeader::kSize);
            EXPECT_FALSE(cipher.open(cut)) << size;
        }
    }
}

TEST(IkeCipher, RefusesAnotherKey) {
    for (const Suite& suite : kSuites) {
        SCOPED_TRACE(suite.algorithms.to_string());
        Bytes key =
            counted(*encryption_keymat_size(suite.algorithms.encryption, suite.algorithms.key_bits), 0x11);
        const IkeCipher other(suite.algorithms, key,
                              counted(*integrity_key_size(suite.algorithms.integrity), 0x41));
        EXPECT_FALSE(other.open(hex(suite.expected)));
    }
}

TEST(IkeCipher, NeverUsesAnIvOfGcmTwice) {
    IkeCipher cipher = cipher_of(gcm(128));
    const Bytes first = protect_delete(cipher);
    const Bytes second = protect_delete(cipher);
    EXPECT_EQ(to_hex(ByteView(first).subspan(32, 8)), "0000000000000001");
    EXPECT_EQ(to_hex(ByteView(second).subspan(32, 8)), "0000000000000002");
    IkeCipher moved = std::move(cipher);
    EXPECT_EQ(to_hex(ByteView(protect_delete(moved)).subspan(32, 8)), "0000000000000003");
    // Opening in between does not disturb the sender's state.
    EXPECT_TRUE(moved.open(first));
    EXPECT_EQ(to_hex(ByteView(protect_delete(moved)).subspan(32, 8)), "0000000000000004");
    EXPECT_TRUE(moved.open(second));
}

/// A message under the keys of cipher_of(gcm(128)) with plaintext and leading payloads of our choice: made
/// with OpenSSL directly, as a peer would make it.
Bytes message_of_a_peer(PayloadType first, const Bytes& in_the_clear, const Bytes& plain) {
    const Bytes key = counted(16, 0x10);
    const Bytes nonce = hex("a0a1a2a3 0000000000000009");
    const size_t sk_size = 4 + 8 + plain.size() + 16;
    ByteWriter writer;
    IkeHeader outer = header();
    outer.next_payload = first;
    outer.length = static_cast<uint32_t>(IkeHeader::kSize + in_the_clear.size() + sk_size);
    outer.serialize(writer);
    writer.bytes(in_the_clear);
    writer.u16(static_cast<uint16_t>(PayloadType::kDelete) << 8);
    writer.u16(static_cast<uint16_t>(sk_size));
    Bytes message = writer.release();
    Bytes sealed(plain.size() + 16);
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    int length = 0;
    EXPECT_EQ(EVP_EncryptInit_ex2(context, EVP_aes_128_gcm(), key.data(), nonce.data(), nullptr), 1);
    EXPECT_EQ(EVP_EncryptUpdate(context, nullptr, &length, message.data(), static_cast<int>(message.size())),
              1);
    EXPECT_EQ(
        EVP_EncryptUpdate(context, sealed.data(), &length, plain.data(), static_cast<int>(plain.size())), 1);
    EXPECT_EQ(EVP_EncryptFinal_ex(context, sealed.data() + length, &length), 1);
    EXPECT_EQ(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, sealed.data() + plain.size()), 1);
    EVP_CIPHER_CTX_free(context);
    append(message, ByteView(nonce).subspan(4));
    append(message, sealed);
    return message;
}

TEST(IkeCipher, TakesAnyPaddingThatFits) {
    const IkeCipher cipher = cipher_of(gcm(128));
    for (size_t padding : {0, 1, 7, 255}) {
        Bytes plain = hex("00000008 01000000");
        plain.resize(plain.size() + padding, 0xee);
        plain.push_back(static_cast<uint8_t>(padding));
        const auto content = cipher.open(message_of_a_peer(PayloadType::kEncrypted, {}, plain));
        ASSERT_TRUE(content) << padding;
        EXPECT_EQ(to_hex(content->payloads.view()), "0000000801000000");
    }
    const auto only_padding = cipher.open(message_of_a_peer(PayloadType::kEncrypted, {}, hex("000002")));
    ASSERT_TRUE(only_padding);
    EXPECT_TRUE(only_padding->payloads.empty());
}

TEST(IkeCipher, RefusesPaddingThatIsLongerThanThePlaintext) {
    const IkeCipher cipher = cipher_of(gcm(128));
    EXPECT_FALSE(cipher.open(message_of_a_peer(PayloadType::kEncrypted, {}, hex("000003"))));
    EXPECT_FALSE(cipher.open(message_of_a_peer(PayloadType::kEncrypted, {}, hex("ff"))));
    EXPECT_FALSE(cipher.open(message_of_a_peer(PayloadType::kEncrypted, {}, {})));
}

TEST(IkeCipher, AuthenticatesPayloadsInTheClearBeforeSk) {
    const IkeCipher cipher = cipher_of(gcm(128));
    Bytes bytes =
        message_of_a_peer(PayloadType::kNotify, hex("2e 00 0009 00 00 4011 aa"), hex("00000008 01000000 00"));
    ASSERT_TRUE(Message::parse(bytes).ok());
    EXPECT_TRUE(cipher.open(bytes));
    bytes[IkeHeader::kSize + 8] ^= 1;
    ASSERT_TRUE(Message::parse(bytes).ok());
    EXPECT_FALSE(cipher.open(bytes));
}

TEST(IkeCipher, RefusesContentThatIsLargerThanADatagram) {
    IkeCipher cipher = cipher_of(gcm(128));
    FixedRandom random(Bytes(1));
    EXPECT_TRUE(cipher.protect(header(), PayloadType::kNotify, Bytes(65535 - 28 - 29), random).ok());
    const auto refused = cipher.protect(header(), PayloadType::kNotify, Bytes(65535 - 28 - 28), random);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().text().find("larger than a datagram"), std::string::npos);
}

TEST(IkeCipherPair, TalksToThePairOfTheOtherSide) {
    for (const Suite& suite : kSuites) {
        SCOPED_TRACE(suite.algorithms.to_string());
        const Bytes nonce_i = counted(32, 1);
        const Bytes nonce_r = counted(32, 2);
        const Bytes skeyseed = counted(32, 3);
        const IkeKeys keys =
            derive_ike_keys(suite.algorithms, skeyseed, {nonce_i, nonce_r}, IkeSpi(1), IkeSpi(2));
        IkeCipherPair initiator = IkeCipherPair::from_keys(suite.algorithms, keys, true);
        IkeCipherPair responder = IkeCipherPair::from_keys(suite.algorithms, keys, false);
        const Bytes request = protect_delete(initiator.outbound);
        EXPECT_TRUE(responder.inbound.open(request));
        EXPECT_FALSE(initiator.inbound.open(request)) << "a message sent back to its sender";
        EXPECT_TRUE(initiator.inbound.open(protect_delete(responder.outbound)));
    }
}

TEST(IkeCipherDeathTest, TakesOnlyKeysThatFit) {
    const Bytes key = counted(16);
    EXPECT_DEATH(IkeCipher(gcm(128), key, {}), "does not fit its algorithm");
}

}  // namespace
}  // namespace hawser::ike

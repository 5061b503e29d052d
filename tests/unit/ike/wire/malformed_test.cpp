// SPDX-License-Identifier: BSD-2-Clause
// What strangers send: every truncation, and many mutations, of good messages. The sanitizers are half of the
// test.
#include <gtest/gtest.h>

#include <random>

#include "ike/wire/message.h"
#include "ike/wire/rules.h"
#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

void set_length(Bytes& message) {
    for (size_t i = 0; i < 4; ++i)
        message[IkeHeader::kLengthOffset + i] = static_cast<uint8_t>(message.size() >> (8 * (3 - i)));
}

/// Every sample as a datagram in the clear, also those that would be protected: the payloads are parsed
/// alike.
std::vector<Bytes> sample_datagrams() {
    std::vector<Bytes> datagrams;
    for (Message message :
         {test::ike_sa_init_request(), test::ike_sa_init_response(), test::ike_auth_request(),
          test::ike_auth_response(), test::create_child_sa_request(), test::create_child_sa_response(),
          test::informational_request()}) {
        message.is_protected = false;
        datagrams.push_back(message.serialize());
    }
    return datagrams;
}

TEST(Malformed, EveryTruncationIsRefusedAlsoWithItsLengthSetRight) {
    for (const Bytes& whole : sample_datagrams()) {
        ASSERT_TRUE(Message::parse(whole).ok());
        for (size_t size = 0; size < whole.size(); ++size) {
            Bytes cut(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
            EXPECT_FALSE(Message::parse(cut).ok()) << size;
            if (size < IkeHeader::kSize) continue;
            set_length(cut);
            EXPECT_FALSE(Message::parse(cut).ok()) << size;
        }
    }
}

TEST(Malformed, EveryTruncationOfSkContentIsRefused) {
    const Message message = test::ike_auth_request();
    const Bytes content = message.serialize_payloads();
    for (size_t size = 0; size < content.size(); ++size) {
        const ByteView cut = ByteView(content).first(size);
        EXPECT_FALSE(Message::parse_protected(message.header, message.first_type(), cut).ok()) << size;
    }
}

/// Changes, inserts or removes a few bytes; half of the time the length is set right, to get past it.
Bytes mutated(Bytes bytes, std::minstd_rand& random) {
    const unsigned changes = 1 + random() % 4;
    for (unsigned i = 0; i < changes && !bytes.empty(); ++i) {
        const auto at = bytes.begin() + static_cast<ptrdiff_t>(random() % bytes.size());
        switch (random() % 4) {
            case 0:
                bytes.erase(at);
                break;
            case 1:
                bytes.insert(at, static_cast<uint8_t>(random()));
                break;
            case 2:
                *at = static_cast<uint8_t>(*at ^ (1u << (random() % 8)));
                break;
            default:
                *at = static_cast<uint8_t>(random());
        }
    }
    if (bytes.size() >= IkeHeader::kSize && random() % 2 == 0) set_length(bytes);
    return bytes;
}

/// Selectors of unknown types are counted, not kept: such a payload cannot be written as it came.
bool has_skipped_selectors(const Message& message) {
    const auto* tsi = message.get<TsiPayload>();
    const auto* tsr = message.get<TsrPayload>();
    return (tsi != nullptr && tsi->skipped > 0) || (tsr != nullptr && tsr->skipped > 0);
}

TEST(Malformed, MutationsAreRefusedOrMeanWhatTheySay) {
    const std::vector<Bytes> datagrams = sample_datagrams();
    std::minstd_rand random(20140);
    size_t taken = 0;
    size_t refused = 0;
    for (int round = 0; round < 20000; ++round) {
        const auto message = Message::parse(mutated(datagrams[random() % datagrams.size()], random));
        if (!message.ok()) {
            EXPECT_STRNE(message.refusal().reason, "");
            ++refused;
            continue;
        }
        ++taken;
        (void)check_payload_rules(*message);
        EXPECT_FALSE(message->to_string().empty());
        if (has_skipped_selectors(*message)) continue;
        // What was taken can be written, and then reads as the same.
        const auto again = Message::parse(message->serialize());
        ASSERT_TRUE(again.ok()) << again.refusal().to_string();
        EXPECT_EQ(again->payloads, message->payloads);
    }
    EXPECT_GT(taken, 100u);
    EXPECT_GT(refused, 100u);
}

TEST(Malformed, AnyBytesCanBeGivenToEveryParser) {
    EXPECT_TRUE(parse_any({}));
    std::minstd_rand random(5);
    const std::vector<Bytes> datagrams = sample_datagrams();
    for (int round = 0; round < 200; ++round) {
        Bytes noise(random() % 100);
        for (uint8_t& byte : noise)
            byte = static_cast<uint8_t>(random() % 64);
        (void)parse_any(noise);
        EXPECT_TRUE(parse_any(datagrams[static_cast<size_t>(round) % datagrams.size()]));
    }
}

TEST(Malformed, AFullDatagramOfEmptyPayloadsIsRefusedEarly) {
    Bytes datagram = test::ike_sa_init_request().serialize();
    datagram.resize(IkeHeader::kSize);
    datagram[IkeHeader::kNextPayloadOffset] = 43;
    while (datagram.size() + 4 <= 65535)
        append(datagram, test::hex("2b000004"));
    set_length(datagram);
    const auto message = Message::parse(datagram);
    ASSERT_FALSE(message.ok());
    EXPECT_STREQ(message.refusal().reason, "too many payloads");
}

}  // namespace
}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "health/stamp/stamp_reflector.h"

#include <gtest/gtest.h>

namespace hawser::health {
namespace {

using namespace std::chrono_literals;

/// A stand-in that any change of the covered bytes changes.
std::array<uint8_t, StampCodec::kHmacSize> sum(ByteView covered) {
    std::array<uint8_t, StampCodec::kHmacSize> tag{};
    for (size_t i = 0; i < covered.size(); ++i)
        tag[i % tag.size()] = static_cast<uint8_t>(tag[i % tag.size()] * 31 + covered[i] + 1);
    return tag;
}

class StampReflectorTest : public testing::Test {
 protected:
    StampVerdict ask(uint32_t sequence, uint16_t port = 40001, uint16_t session = 0, size_t beyond = 0) {
        const Bytes packet = codec.serialize(
            {{.sequence = sequence, .timestamp = 1000, .error_estimate = 5, .session = session},
             Bytes(beyond, 0x80)});
        return offer(packet, port);
    }
    StampVerdict offer(const Bytes& packet, uint16_t port = 40001) {
        const StampArrival arrival{.way = {{IpAddress::parse("10.2.0.1").value(), port},
                                           {IpAddress::parse("10.1.0.1").value(), 862},
                                           7},
                                   .ttl = 61,
                                   .received = 2000,
                                   .packet = packet};
        const StampVerdict verdict =
            reflector.reflect(arrival, {.now = now, .timestamp = 2001, .error_estimate = 9}, answer);
        if (verdict == StampVerdict::kGood) {
            EXPECT_EQ(codec.parse(answer, reply), StampVerdict::kGood);
            EXPECT_EQ(answer.size(), packet.size());
        }
        return verdict;
    }
    void be(StampSequence sequence, size_t sessions = 4) {
        reflector = StampReflector(codec, sequence, sessions);
    }

    TimePoint now{1h};
    StampCodec codec{sum};
    StampReflector reflector{codec, StampSequence::kStateless};
    Bytes answer;
    StampReply reply;
};

TEST_F(StampReflectorTest, AnswerHasTheSendersFieldsAndOurOwn) {
    ASSERT_EQ(ask(17, 40001, 0x55, 20), StampVerdict::kGood);
    const StampReply expected{
        .fields = {.sequence = 17, .timestamp = 2001, .error_estimate = 9, .session = 0x55},
        .received = 2000,
        .sender_sequence = 17,
        .sender_timestamp = 1000,
        .sender_error_estimate = 5,
        .sender_ttl = 61,
        .beyond = Bytes(20, 0x80)};
    EXPECT_EQ(reply, expected);
    EXPECT_EQ(reflector.sessions(), 0U) << "a stateless one remembers nobody";
}

TEST_F(StampReflectorTest, StatefulCountsWhatItSendsInEachSession) {
    be(StampSequence::kStateful);
    for (uint32_t i = 0; i < 3; ++i) {
        ASSERT_EQ(ask(i * 5), StampVerdict::kGood);
        EXPECT_EQ(reply.fields.sequence, i);
        EXPECT_EQ(reply.sender_sequence, i * 5);
    }
    ASSERT_EQ(ask(9, 40002), StampVerdict::kGood);
    EXPECT_EQ(reply.fields.sequence, 0U) << "another port is another session";
    ASSERT_EQ(ask(9, 40001, 1), StampVerdict::kGood);
    EXPECT_EQ(reply.fields.sequence, 0U) << "another session identifier too";
    ASSERT_EQ(ask(15), StampVerdict::kGood);
    EXPECT_EQ(reply.fields.sequence, 3U);
}

TEST_F(StampReflectorTest, SessionsAreBoundedAndTheOneUnheardForLongestGivesWay) {
    be(StampSequence::kStateful, 4);
    for (uint16_t port = 1; port <= 4; ++port)
        ASSERT_EQ(ask(0, port), StampVerdict::kGood);
    ASSERT_EQ(ask(1, 1), StampVerdict::kGood);
    ASSERT_EQ(ask(0, 5), StampVerdict::kGood) << "takes the place of port 2";
    EXPECT_EQ(reflector.sessions(), 4U);
    ASSERT_EQ(ask(2, 1), StampVerdict::kGood);
    EXPECT_EQ(reply.fields.sequence, 2U);
    ASSERT_EQ(ask(1, 2), StampVerdict::kGood);
    EXPECT_EQ(reply.fields.sequence, 0U);
    EXPECT_EQ(reflector.sessions(), 4U);
}

TEST_F(StampReflectorTest, ASessionUnheardForLongBeginsAnew) {
    be(StampSequence::kStateful);
    ASSERT_EQ(ask(0), StampVerdict::kGood);
    now += StampReflector::kForgetAfter;
    ASSERT_EQ(ask(1), StampVerdict::kGood);
    EXPECT_EQ(reply.fields.sequence, 1U);
    now += StampReflector::kForgetAfter + 1s;
    ASSERT_EQ(ask(0), StampVerdict::kGood);
    EXPECT_EQ(reply.fields.sequence, 0U);
}

TEST_F(StampReflectorTest, WhatIsNotGoodIsCountedAndMakesNoSession) {
    be(StampSequence::kStateful);
    Bytes forged = codec.serialize(StampRequest{});
    forged.back() ^= 1;
    EXPECT_EQ(offer(forged), StampVerdict::kWrongHmac);
    EXPECT_EQ(offer(Bytes(111)), StampVerdict::kTooShort);
    EXPECT_EQ(offer({}), StampVerdict::kTooShort);
    EXPECT_EQ(ask(0, 862), StampVerdict::kLooping) << "two reflectors would answer each other for ever";
    EXPECT_EQ(reflector.count(StampVerdict::kWrongHmac), 1U);
    EXPECT_EQ(reflector.count(StampVerdict::kTooShort), 2U);
    EXPECT_EQ(reflector.count(StampVerdict::kLooping), 1U);
    EXPECT_EQ(reflector.count(StampVerdict::kGood), 0U);
    EXPECT_EQ(reflector.sessions(), 0U);
    EXPECT_TRUE(answer.empty());
}

}  // namespace
}  // namespace hawser::health

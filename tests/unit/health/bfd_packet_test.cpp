// SPDX-License-Identifier: BSD-2-Clause
#include <gtest/gtest.h>

#include "health/bfd/packet.h"

namespace hawser::health::bfd {
namespace {

using namespace std::chrono_literals;

ControlPacket sample() {
    return {.diagnostic = Diagnostic::kNeighborSignaledDown,
            .state = State::kInit,
            .poll = true,
            .detect_multiplier = 5,
            .my_discriminator = 0x01020304,
            .your_discriminator = 0x0a0b0c0d,
            .desired_min_tx = 300ms,
            .required_min_rx = 50ms};
}

TEST(BfdPacket, IsOnTheWireAsInRfc5880) {
    const Bytes wire = serialize(sample());
    const Bytes expected{0x23, 0xa0, 5,    24,   1, 2, 3,    4,    0x0a, 0x0b, 0x0c, 0x0d,
                         0,    0x04, 0x93, 0xe0, 0, 0, 0xc3, 0x50, 0,    0,    0,    0};
    EXPECT_EQ(wire, expected);
    EXPECT_EQ(parse(wire), sample());
}

TEST(BfdPacket, WhatIsToBeDiscardedIs) {
    const Bytes good = serialize(sample());
    ASSERT_TRUE(parse(good));
    const auto spoilt = [&good](size_t at, uint8_t value) {
        Bytes bytes = good;
        bytes[at] = value;
        return bytes;
    };
    EXPECT_FALSE(parse(spoilt(0, 0x43))) << "version 2";
    EXPECT_FALSE(parse(spoilt(1, 0xa4))) << "authentication";
    EXPECT_FALSE(parse(spoilt(1, 0xa1))) << "multipoint";
    EXPECT_FALSE(parse(spoilt(2, 0))) << "multiplier 0";
    EXPECT_FALSE(parse(spoilt(3, 23))) << "a length below the least";
    EXPECT_FALSE(parse(spoilt(3, 25))) << "a length beyond the datagram";
    Bytes no_discriminator = good;
    for (size_t i = 4; i < 8; ++i)
        no_discriminator[i] = 0;
    EXPECT_FALSE(parse(no_discriminator));
    ControlPacket strange = sample();
    strange.your_discriminator = 0;
    EXPECT_FALSE(parse(serialize(strange))) << "Init without knowing us";
    strange.state = State::kDown;
    EXPECT_TRUE(parse(serialize(strange)));
    for (size_t length = 0; length < good.size(); ++length)
        EXPECT_FALSE(parse(ByteView(good).first(length))) << length;
}

}  // namespace
}  // namespace hawser::health::bfd

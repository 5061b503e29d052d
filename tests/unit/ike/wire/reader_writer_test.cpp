// SPDX-License-Identifier: BSD-2-Clause
#include <gtest/gtest.h>

#include "ike/wire/reader.h"
#include "ike/wire/writer.h"
#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

TEST(ByteReader, TakesFixedFieldsInNetworkOrder) {
    const Bytes bytes = test::hex("01 0203 04050607 08090a0b0c0d0e0f");
    ByteReader reader(bytes);
    const auto view = reader.take<15>();
    ASSERT_TRUE(view);
    EXPECT_EQ(view->u8<0>(), 1);
    EXPECT_EQ(view->u16<1>(), 0x0203);
    EXPECT_EQ(view->u32<3>(), 0x04050607u);
    EXPECT_EQ(view->u64<7>(), 0x08090a0b0c0d0e0fu);
    EXPECT_TRUE(reader.empty());
}

TEST(ByteReader, TakesNothingWhereTooLittleIsLeft) {
    const Bytes bytes = test::hex("010203");
    ByteReader reader(bytes);
    EXPECT_FALSE(reader.take<4>());
    EXPECT_FALSE(reader.take(size_t{4}));
    EXPECT_EQ(reader.remaining(), 3u);
    EXPECT_EQ(reader.take(size_t{2})->size(), 2u);
    EXPECT_EQ(to_bytes(reader.take_rest()), test::hex("03"));
    EXPECT_TRUE(reader.take(size_t{0}));
}

TEST(ByteWriter, FillsInLengthsAfterwards) {
    ByteWriter writer;
    writer.u8(0xff);
    const size_t start = writer.size();
    writer.u16(0);
    writer.u32(0x01020304);
    writer.u64(0x05060708090a0b0c);
    writer.patch_length_u16(start, start);
    EXPECT_EQ(writer.release(), test::hex("ff 000e 01020304 05060708090a0b0c"));
}

TEST(ByteWriterDeathTest, RefusesALengthThatDoesNotFit) {
    ByteWriter writer;
    writer.zeros(0x10000);
    EXPECT_DEATH(writer.patch_length_u16(0, 0), "does not fit 16 bits");
}

}  // namespace
}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "base/hex.h"

#include <gtest/gtest.h>

namespace hawser {
namespace {

TEST(Hex, WritesTwoLowerCaseDigitsAByte) {
    EXPECT_EQ(to_hex(Bytes{0x00, 0x0f, 0xa5}), "000fa5");
}

TEST(Hex, ReadsEitherCase) {
    EXPECT_EQ(*from_hex("00fFA5"), (Bytes{0x00, 0xff, 0xa5}));
}

TEST(Hex, RefusesWhatIsNotHexadecimal) {
    EXPECT_FALSE(from_hex("abc").ok());
    EXPECT_FALSE(from_hex("0g").ok());
}

}  // namespace
}  // namespace hawser

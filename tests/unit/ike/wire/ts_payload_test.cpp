// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/ts_payload.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

using test::hex;

const char* const kTwoSelectors =
    "02 000000"
    "07 06 0010 0050 0050 0a010000 0a01ffff"
    "08 00 0028 0000 ffff 20010db8000000000000000000000000 20010db8ffffffffffffffffffffffff";

std::string refusal_of(std::string_view text) {
    const auto payload = TsiPayload::parse(hex(text));
    return payload.ok() ? "taken" : payload.refusal().reason;
}

TEST(TsPayload, ReadsRangesOfBothFamilies) {
    const auto payload = TsiPayload::parse(hex(kTwoSelectors));
    ASSERT_TRUE(payload.ok());
    EXPECT_EQ(payload->to_string(), "10.1.0.0/16[tcp/80] 2001:db8::/32");
    EXPECT_EQ(payload->skipped, 0u);
    EXPECT_EQ(test::serialized(*payload), hex(kTwoSelectors));
    EXPECT_EQ(test::serialized(*TsrPayload::parse(hex(kTwoSelectors))), hex(kTwoSelectors));
}

TEST(TsPayload, SkipsSelectorsOfOtherTypes) {
    const auto payload =
        TsrPayload::parse(hex("02 000000 0a 00 0007 616263 07 00 0010 0000 ffff 0a010000 0a01ffff"));
    ASSERT_TRUE(payload.ok());
    EXPECT_EQ(payload->to_string(), "10.1.0.0/16");
    EXPECT_EQ(payload->skipped, 1u);
    EXPECT_TRUE(TsrPayload::parse(hex("01 000000 0a 00 0004"))->selectors.empty());
}

TEST(TsPayload, RefusesEveryTruncation) {
    const Bytes whole = hex(kTwoSelectors);
    for (size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(TsiPayload::parse(ByteView(whole).first(size)).ok()) << size;
}

TEST(TsPayload, RefusesWhatContradictsItself) {
    EXPECT_EQ(refusal_of("00 000000"), "TS payload without selectors");
    EXPECT_EQ(refusal_of("01 000000 07 00 0010 0000 ffff 0a010000 0a01ffff 00"),
              "bytes after the last traffic selector");
    EXPECT_EQ(refusal_of("01 000000 07 00 0010 0000 ffff 0a01ffff 0a010000"),
              "traffic selector is not a range");
    EXPECT_EQ(refusal_of("01 000000 07 00 0010 0051 0050 0a010000 0a01ffff"),
              "traffic selector is not a range");
    EXPECT_EQ(refusal_of("01 000000 08 00 0010 0000 ffff 0a010000 0a01ffff"),
              "traffic selector is not a range");
    EXPECT_EQ(refusal_of("01 000000 07 00 0003 0000 ffff 0a010000 0a01ffff"),
              "traffic selector does not fit its payload");
}

TEST(TsPayload, CarriesAsManySelectorsAsItsCountCanSay) {
    TsiPayload payload;
    payload.selectors.assign(255, TrafficSelector());
    const auto again = TsiPayload::parse(test::serialized(payload));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(*again, payload);
}

}  // namespace
}  // namespace hawser::ike

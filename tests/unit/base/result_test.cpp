// SPDX-License-Identifier: BSD-2-Clause
#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace hawser {
namespace {

TEST(Result, CarriesAValueOrAnError) {
    Result<int> good(7);
    EXPECT_TRUE(good.ok());
    EXPECT_EQ(*good, 7);
    const Result<int> bad(Error("reading the dial"));
    EXPECT_FALSE(bad.ok());
    EXPECT_EQ(bad.error().text(), "reading the dial");
}

TEST(Result, MovesWhatCannotBeCopied) {
    Result<std::unique_ptr<int>> result(std::make_unique<int>(3));
    const std::unique_ptr<int> taken = *std::move(result);
    EXPECT_EQ(*taken, 3);
}

TEST(Error, SaysWhatWasDoneToWhatAndWhy) {
    const Error error = Error::system("opening '/dev/rope'", ENOENT).within("mooring");
    EXPECT_EQ(error.text(), "mooring: opening '/dev/rope': No such file or directory");
    EXPECT_EQ(error.error_number(), ENOENT);
}

TEST(ResultDeathTest, AskingAFailureForItsValueIsABug) {
    const Result<int> bad(Error("no"));
    EXPECT_DEATH((void)bad.value(), "value\\(\\) of a failed Result");
}

}  // namespace
}  // namespace hawser

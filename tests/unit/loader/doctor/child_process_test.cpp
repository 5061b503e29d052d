// SPDX-License-Identifier: BSD-2-Clause
#include "loader/doctor/child_process.h"

#include <gtest/gtest.h>

namespace hawser::loader::doctor {
namespace {

TEST(ChildProcess, ReturnsWhatAProgramPrints) {
    const auto output = output_of({"echo", "two", "words"}, std::chrono::minutes(1));
    ASSERT_TRUE(output.ok());
    EXPECT_EQ(*output, "two words\n");
}

TEST(ChildProcess, DoesNotMindTheExitStatus) {
    const auto output = output_of({"false"}, std::chrono::minutes(1));
    ASSERT_TRUE(output.ok());
    EXPECT_TRUE(output->empty());
}

TEST(ChildProcess, SaysThatThereIsNoSuchProgram) {
    EXPECT_FALSE(output_of({"no-such-program-of-hawsers"}, std::chrono::minutes(1)).ok());
}

TEST(ChildProcess, EndsOneThatDoesNotEnd) {
    EXPECT_FALSE(output_of({"sleep", "1000"}, std::chrono::milliseconds(50)).ok());
}

}  // namespace
}  // namespace hawser::loader::doctor

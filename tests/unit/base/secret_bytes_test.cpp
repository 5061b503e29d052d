// SPDX-License-Identifier: BSD-2-Clause
#include "base/secret_bytes.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace hawser {
namespace {

static_assert(!std::is_copy_constructible_v<SecretBytes>, "a secret is not copied by accident");

TEST(SecretBytes, MovingLeavesNothingBehind) {
    SecretBytes first(Bytes{1, 2, 3});
    const SecretBytes second = std::move(first);
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is asked
    EXPECT_EQ(to_bytes(second.view()), (Bytes{1, 2, 3}));
}

TEST(SecretBytes, SlicesAndClones) {
    const SecretBytes secret(Bytes{1, 2, 3, 4});
    EXPECT_EQ(to_bytes(secret.slice(1, 2).view()), (Bytes{2, 3}));
    EXPECT_EQ(to_bytes(secret.clone().view()), to_bytes(secret.view()));
}

TEST(SecretBytes, ComparesWholeValues) {
    EXPECT_TRUE(equal_in_constant_time(Bytes{1, 2}, Bytes{1, 2}));
    EXPECT_FALSE(equal_in_constant_time(Bytes{1, 2}, Bytes{1, 3}));
    EXPECT_FALSE(equal_in_constant_time(Bytes{1, 2}, Bytes{1, 2, 0}));
}

TEST(SecretBytesDeathTest, SlicingOutsideIsABug) {
    const SecretBytes secret(size_t{4});
    EXPECT_DEATH((void)secret.slice(3, 2), "slice outside");
}

}  // namespace
}  // namespace hawser

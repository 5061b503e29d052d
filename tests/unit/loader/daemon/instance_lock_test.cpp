// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/instance_lock.h"

#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

TEST(InstanceLock, ASecondDaemonIsRefusedAndTheNextOneIsNot) {
    const std::string path = testing::TempDir() + "hawser-instance-lock/hawserd.lock";
    {
        auto first = InstanceLock::take(path);
        ASSERT_TRUE(first.ok()) << first.error().text();
        const auto second = InstanceLock::take(path);
        ASSERT_FALSE(second.ok());
        EXPECT_NE(second.error().text().find("another hawserd is running"), std::string::npos);
    }
    EXPECT_TRUE(InstanceLock::take(path).ok());
}

}  // namespace
}  // namespace hawser::loader

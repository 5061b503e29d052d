// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/expiry_watch.h"

#include <gtest/gtest.h>

#include <vector>

#include "loader/kernel/fake/fake_expiries.h"

namespace hawser::loader {
namespace {

struct ExpiryWatchTest : testing::Test {
    boost::asio::io_context loop{1};
    FakeExpiries port;
    std::vector<SaExpiry> heard;
    int lost = 0;
    ExpiryWatch watch{
        loop,
        port,
        {.expired = [this](const SaExpiry& expiry) { heard.push_back(expiry); }, .lost = [this] { ++lost; }}};
    const SaExpiry soft{.key = {.destination = *IpAddress::parse("192.0.2.1"), .spi = 1, .if_id = IfId(7)},
                        .hard = false};
    const SaExpiry hard{.key = soft.key, .hard = true};
};

TEST_F(ExpiryWatchTest, HandsOnEachOnce) {
    watch.start();
    port.happen(soft);
    loop.run_one();
    port.happen(hard);
    port.happen(soft);
    loop.run_one();
    EXPECT_EQ(heard, (std::vector<SaExpiry>{soft, hard, soft}));
    EXPECT_EQ(lost, 0);
    watch.stop();
}

TEST_F(ExpiryWatchTest, SaysThatSomeWereLost) {
    watch.start();
    port.lose();
    loop.run_one();
    EXPECT_EQ(lost, 1);
    watch.stop();
}

TEST_F(ExpiryWatchTest, LeavesThePortItsDescriptor) {
    watch.start();
    watch.stop();
    port.happen(hard);
    EXPECT_EQ(port.take()->expiries.size(), 1u);
}

}  // namespace
}  // namespace hawser::loader

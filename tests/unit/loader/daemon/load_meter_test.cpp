// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/load_meter.h"

#include <gtest/gtest.h>

#include "site.h"

namespace hawser::loader {
namespace {

TEST(LoadMeter, ReadsTheUplinksOfPeersWhoseWeightsFollowTheLoad) {
    Config config = two_uplinks();
    config.uplinks[0].bandwidth = 1000;
    config.uplinks[0].download = 2000;
    SiteKernel kernel;
    kernel.links.set_counters(kernel.wan1, {.received_bytes = 7, .sent_bytes = 9});
    boost::asio::io_context loop;
    std::map<std::string, policy::UplinkLoad> seen;
    LoadMeter meter(loop, kernel.links, [&](const auto& uplinks) { seen = uplinks; });
    const auto view = take_kernel_view(kernel.links, kernel.routes);
    meter.look(config, observe_uplinks(config, *view));
    meter.read();
    EXPECT_TRUE(seen.empty()) << "no peer wants it";
    config.peers[0].weight_by_load = true;
    meter.look(config, observe_uplinks(config, *view));
    meter.read();
    ASSERT_EQ(seen.size(), 1U) << "nothing is known of the other's bandwidth";
    EXPECT_EQ(seen["wan1"].sent_bytes, 9U);
    EXPECT_EQ(seen["wan1"].received_bytes, 7U);
    EXPECT_EQ(seen["wan1"].bandwidth, 1000U);
    EXPECT_EQ(seen["wan1"].download, 2000U);
    ASSERT_TRUE(kernel.links.delete_link(kernel.wan1));
    meter.read();
    EXPECT_TRUE(seen.empty()) << "its interface has gone";
}

}  // namespace
}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/silence_watch.h"

#include <gtest/gtest.h>

#include "loader/bpf/fake_map_port.h"
#include "site.h"

namespace hawser::loader {
namespace {

TEST(SilenceWatch, TellsOfATunnelThatTheProgramsHaveLeftUntilTheyUseItAgain) {
    const Config config = two_uplinks();
    const TunnelIndex tunnels(config);
    FakeMapPort maps;
    MapPlan plan;
    plan.tunnels[TunnelId(1)].ifindex = 5;
    plan.tunnels[TunnelId(2)].ifindex = 6;
    plan.tunnels[TunnelId(9)].ifindex = 7;
    ASSERT_TRUE(maps.apply(diff({}, plan)).ok());
    boost::asio::io_context loop;
    SilenceWatch watch(loop, maps, tunnels);
    watch.look();
    EXPECT_EQ(watch.reason(TunnelId(1)), "");
    maps.watches[TunnelId(2)].suspect_ns = 77;
    maps.watches[TunnelId(9)].suspect_ns = 77;
    watch.look();
    EXPECT_EQ(watch.reason(TunnelId(1)), "");
    EXPECT_NE(watch.reason(TunnelId(2)).find("nothing came back"), std::string::npos);
    EXPECT_EQ(watch.reason(TunnelId(9)), "") << "not configured";
    maps.watches[TunnelId(2)].suspect_ns = 0;
    watch.look();
    EXPECT_EQ(watch.reason(TunnelId(2)), "");
}

}  // namespace
}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/network_setup.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "loader/daemon/negotiations.h"
#include "loader/kernel/fake/fake_sysctl.h"
#include "tests/unit/loader/daemon/site.h"

namespace hawser::loader {
namespace {

struct NetworkSetupTest : testing::Test {
    Config config = two_uplinks();
    TunnelIndex tunnels{config};
    SiteKernel kernel;
    FakeSysctl sysctl;
    NetworkSetup network{kernel.links, kernel.routes, sysctl};
    Negotiations negotiations{tunnels};
    std::set<uint32_t> open;

    KernelView view() { return take_kernel_view(kernel.links, kernel.routes).value(); }

    size_t set_up() {
        const size_t interfaces = network.ensure_interfaces(config, tunnels, view(), {}).value();
        const KernelView after = view();
        return interfaces +
               network.ensure_routes(config, after, observe_uplinks(config, after), negotiations, open)
                   .value();
    }

    [[nodiscard]] bool unreachable(const char* destination) const {
        const auto& routes = kernel.routes.routes();
        return std::any_of(routes.begin(), routes.end(), [&](const Route& route) {
            return route.kind == RouteKind::kUnreachable && route.table == kMainTable &&
                   route.destination == IpPrefix::parse(destination).value();
        });
    }
};

TEST_F(NetworkSetupTest, GuardsBeforeAnythingElseIsThere) {
    ASSERT_TRUE(network.guard(config).ok());
    EXPECT_TRUE(unreachable("10.2.0.0/16"));
    EXPECT_EQ(kernel.links.changes(), 0U);
}

TEST_F(NetworkSetupTest, MakesOneInterfaceATunnelAndOneABundle) {
    set_up();
    const Link* tunnel = kernel.links.find("hw-pop-wan2");
    ASSERT_NE(tunnel, nullptr);
    EXPECT_EQ(tunnel->if_id, IfId(kTunnelIfIdBase + 2));
    EXPECT_NE(kernel.links.find("hawser-pop"), nullptr);
    EXPECT_EQ(*sysctl.read("ipv4/conf/hw-pop-wan2/rp_filter"), "2");
}

TEST_F(NetworkSetupTest, OnAHubOneInterfaceTakesThePlaceOfAll) {
    set_up();
    config.interfaces = InterfacesChoice::kShared;
    EXPECT_GT(set_up(), 0U);
    EXPECT_EQ(kernel.links.find("hw-pop-wan2"), nullptr);
    EXPECT_EQ(kernel.links.find("hawser-pop"), nullptr);
    const Link* hub = kernel.links.find("hawser-hub");
    ASSERT_NE(hub, nullptr);
    EXPECT_TRUE(hub->collect_metadata);
    const auto& routes = kernel.routes.routes();
    EXPECT_TRUE(std::any_of(routes.begin(), routes.end(), [&](const Route& route) {
        return route.destination == *IpPrefix::parse("10.2.0.0/16") && route.next_hops.size() == 1 &&
               route.next_hops[0].ifindex == hub->ifindex;
    }));
    EXPECT_EQ(set_up(), 0U);
}

TEST_F(NetworkSetupTest, ASecondTimeChangesNothing) {
    EXPECT_GT(set_up(), 0U);
    EXPECT_EQ(set_up(), 0U);
}

TEST_F(NetworkSetupTest, PutsBackWhatSomebodyTookAway) {
    set_up();
    ASSERT_TRUE(kernel.links.delete_link(kernel.links.find("hawser-pop")->ifindex).ok());
    EXPECT_TRUE(unreachable("10.2.0.0/16")) << "the guard depends on no interface";
    EXPECT_GT(set_up(), 0U);
    EXPECT_NE(kernel.links.find("hawser-pop"), nullptr);
    EXPECT_EQ(set_up(), 0U);
}

TEST_F(NetworkSetupTest, APeerThatFailsOpenHasRoutesOnlyWhileATunnelCarries) {
    const auto routes_to_peer = [this] {
        const auto& routes = kernel.routes.routes();
        return std::count_if(routes.begin(), routes.end(), [](const Route& route) {
            return route.table == kMainTable && route.protocol == kRouteProtocol &&
                   route.destination == IpPrefix::parse("10.2.0.0/16").value();
        });
    };
    config.peers[0].fail = FailChoice::kOpen;
    set_up();
    EXPECT_FALSE(unreachable("10.2.0.0/16"));
    EXPECT_GT(routes_to_peer(), 0);
    open = {1};
    set_up();
    EXPECT_EQ(routes_to_peer(), 0) << "packets take the default route";
    open = {};
    set_up();
    EXPECT_GT(routes_to_peer(), 0);
}

TEST_F(NetworkSetupTest, RemovesInterfacesThatAreNotConfiguredAnyMore) {
    set_up();
    Config fewer = two_uplinks();
    fewer.peers[0].tunnels.pop_back();
    const TunnelIndex left(fewer);
    ASSERT_TRUE(network.ensure_interfaces(fewer, left, view(), {}).ok());
    EXPECT_EQ(kernel.links.find("hw-pop-wan2"), nullptr);
    EXPECT_NE(kernel.links.find("hw-pop-wan1"), nullptr);
    EXPECT_NE(kernel.links.find("wan2"), nullptr) << "others' interfaces are others'";
}

TEST_F(NetworkSetupTest, TheBundlesMtuIsItsSmallestTunnels) {
    ASSERT_TRUE(
        network.ensure_interfaces(config, tunnels, view(), {{TunnelId(1), 1438}, {TunnelId(2), 1200}}).ok());
    EXPECT_EQ(kernel.links.find("hw-pop-wan1")->mtu, 1438U);
    EXPECT_EQ(kernel.links.find("hawser-pop")->mtu, 1200U);
}

}  // namespace
}  // namespace hawser::loader

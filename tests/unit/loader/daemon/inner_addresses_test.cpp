// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/inner_addresses.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "loader/daemon/network_setup.h"
#include "loader/kernel/fake/fake_sysctl.h"
#include "tests/unit/loader/daemon/site.h"

namespace hawser::loader {
namespace {

/// Both tunnels ask for an address.
struct InnerAddressesTest : testing::Test {
    InnerAddressesTest() {
        config.peers[0].request_addresses = {Family::kIpv4};
        (void)network.ensure_interfaces(config, tunnels, view(), {}).value();
    }
    KernelView view() { return take_kernel_view(kernel.links, kernel.routes).value(); }
    size_t ensure() {
        return ensure_inner_addresses(kernel.links, config, tunnels, view(), negotiations).value();
    }
    void assign(uint32_t tunnel, const char* text) {
        ike::InstallChildSa child = child_of(tunnel, tunnel, 0x100 + tunnel, 0x200 + tunnel);
        child.local_selectors = {ike::TrafficSelector(IpPrefix(address(text), 32))};
        (void)negotiations.installed(TunnelId(tunnel), child, false, {});
    }
    /// Of ours.
    [[nodiscard]] std::vector<std::string> on(const char* interface) {
        const int ifindex = kernel.links.find(interface)->ifindex;
        std::vector<std::string> found;
        for (const LinkAddress& one : view().addresses) {
            if (one.ifindex == ifindex) found.push_back(one.address.to_string());
        }
        return found;
    }
    using Texts = std::vector<std::string>;

    Config config = two_uplinks();
    TunnelIndex tunnels{config};
    SiteKernel kernel;
    FakeSysctl sysctl;
    NetworkSetup network{kernel.links, kernel.routes, sysctl};
    Negotiations negotiations{tunnels};
};

TEST_F(InnerAddressesTest, StandOnTheirTunnelsInterface) {
    EXPECT_EQ(ensure(), 0U);
    assign(1, "10.9.0.1");
    assign(2, "10.9.0.2");
    EXPECT_EQ(ensure(), 2U);
    EXPECT_EQ(on("hw-pop-wan1"), Texts{"10.9.0.1"});
    EXPECT_EQ(on("hw-pop-wan2"), Texts{"10.9.0.2"});
    EXPECT_EQ(ensure(), 0U);
}

TEST_F(InnerAddressesTest, GoWithTheSaAndLeaveTheOthersAlone) {
    assign(1, "10.9.0.1");
    assign(2, "10.9.0.2");
    ensure();
    EXPECT_TRUE(negotiations.carries(TunnelId(1), false));
    EXPECT_FALSE(negotiations.carries(TunnelId(1), false)) << "once";
    EXPECT_EQ(ensure(), 1U);
    EXPECT_TRUE(on("hw-pop-wan1").empty());
    EXPECT_EQ(on("hw-pop-wan2"), Texts{"10.9.0.2"});
}

TEST_F(InnerAddressesTest, AnotherOneTakesItsPlace) {
    assign(1, "10.9.0.1");
    ensure();
    assign(1, "10.9.0.7");
    EXPECT_EQ(ensure(), 2U);
    EXPECT_EQ(on("hw-pop-wan1"), Texts{"10.9.0.7"});
}

TEST_F(InnerAddressesTest, WhatOthersPutThereStays) {
    kernel.links.add_address(kernel.links.find("hw-pop-wan1")->ifindex, address("10.77.0.1"), 32);
    assign(1, "10.9.0.1");
    ensure();
    (void)negotiations.carries(TunnelId(1), false);
    ensure();
    EXPECT_EQ(on("hw-pop-wan1"), Texts{"10.77.0.1"});
}

TEST_F(InnerAddressesTest, OutliveTheDaemon) {
    assign(1, "10.9.0.1");
    ensure();
    Negotiations next(tunnels);
    next.adopt(TunnelId(1), negotiations.of(TunnelId(1)));
    EXPECT_EQ(next.inner_addresses(TunnelId(1)), std::vector<IpAddress>{address("10.9.0.1")});
    EXPECT_EQ(ensure_inner_addresses(kernel.links, config, tunnels, view(), next).value(), 0U);
}

TEST_F(InnerAddressesTest, AreTheSourceOfWhatTheGatewaySends) {
    EXPECT_TRUE(negotiations.inner_networks(config.peers[0]).empty()) << "none is assigned";
    assign(2, "10.9.0.2");
    const std::vector<IpPrefix> wanted{IpPrefix(address("10.9.0.2"), 32)};
    EXPECT_EQ(negotiations.inner_networks(config.peers[0]), wanted);
    EXPECT_EQ(negotiations.inner_networks(TunnelId(2)), wanted);
    config.peers[0].request_addresses.clear();
    EXPECT_EQ(negotiations.inner_networks(TunnelId(2)), config.peers[0].local_networks);
}

TEST_F(InnerAddressesTest, OfSeveralTunnelsEachLeaveByItsOwn) {
    assign(1, "10.9.0.1");
    assign(2, "10.9.0.2");
    const SteeringPlan plan = plan_inner_sources(config, view(), negotiations);
    ASSERT_EQ(plan.rules.size(), 2U);
    EXPECT_EQ(plan.rules[1].source, address("10.9.0.2"));
    ASSERT_EQ(plan.routes.size(), 2U);
    EXPECT_EQ(plan.routes[1].table, plan.rules[1].table);
    EXPECT_EQ(plan.routes[1].next_hops[0].ifindex, kernel.links.find("hw-pop-wan2")->ifindex);
    EXPECT_NE(plan.routes[0].table, plan.routes[1].table);
}

TEST_F(InnerAddressesTest, OfOneTunnelNeedsNoRules) {
    config.peers[0].tunnels.pop_back();
    assign(1, "10.9.0.1");
    EXPECT_TRUE(plan_inner_sources(config, view(), negotiations).rules.empty());
}

}  // namespace
}  // namespace hawser::loader

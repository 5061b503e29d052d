// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/kernel_view.h"

#include <gtest/gtest.h>

#include "tests/unit/loader/daemon/site.h"

namespace hawser::loader {
namespace {

struct KernelViewTest : testing::Test {
    Config config = two_uplinks();
    SiteKernel kernel;

    std::vector<UplinkState> uplinks() {
        return observe_uplinks(config, take_kernel_view(kernel.links, kernel.routes).value());
    }
};

TEST_F(KernelViewTest, TakesAddressAndGatewayFromTheKernel) {
    const auto found = uplinks();
    ASSERT_EQ(found.size(), 2U);
    const UplinkFamily* v4 = found[1].family(Family::kIpv4);
    ASSERT_NE(v4, nullptr);
    EXPECT_EQ(v4->address.to_string(), "198.51.100.66");
    EXPECT_EQ(v4->gateway->to_string(), "198.51.100.65");
    EXPECT_EQ(v4->network->to_string(), "198.51.100.64/26");
    EXPECT_EQ(found[1].trouble, "");
}

TEST_F(KernelViewTest, SaysWhyAnUplinkCannotSend) {
    kernel.links.set_carrier(kernel.wan1, false);
    EXPECT_EQ(uplinks()[0].trouble, "interface wan1 has no carrier");
    kernel.links.set_carrier(kernel.wan1, true);
    kernel.links.remove_addresses(kernel.wan1);
    EXPECT_EQ(uplinks()[0].trouble, "interface wan1 has no usable address");
    config.uplinks[0].interface = "wan9";
    EXPECT_EQ(uplinks()[0].trouble, "there is no interface wan9");
}

TEST_F(KernelViewTest, AnAddressThatTheInterfaceDoesNotHaveIsTrouble) {
    config.uplinks[0].addresses = {address("198.51.100.3")};
    EXPECT_EQ(uplinks()[0].trouble, "interface wan1 does not have the address 198.51.100.3");
}

TEST_F(KernelViewTest, SteeringOfAnUplinkWithoutCarrierLeadsNowhere) {
    kernel.links.set_carrier(kernel.wan1, false);
    const auto paths = steering_paths(uplinks());
    ASSERT_EQ(paths.size(), 2U);
    EXPECT_EQ(paths[0].ifindex, 0) << "nothing falls through to another uplink";
    EXPECT_EQ(paths[1].ifindex, kernel.wan2);
}

TEST_F(KernelViewTest, ProbesComeFromTheLanInsideTheLocalNetworks) {
    const auto view = take_kernel_view(kernel.links, kernel.routes).value();
    EXPECT_EQ(inner_address(config, view, config.peers[0].local_networks, Family::kIpv4)->to_string(),
              "10.1.0.1");
    EXPECT_FALSE(inner_address(config, view, config.peers[0].networks, Family::kIpv4));
    EXPECT_FALSE(inner_address(config, view, config.peers[0].local_networks, Family::kIpv6));
}

}  // namespace
}  // namespace hawser::loader

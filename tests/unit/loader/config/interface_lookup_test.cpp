// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/interface_lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>

#include <cstdlib>
#include <thread>

namespace hawser::loader {
namespace {

using ::testing::ElementsAre;

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

TEST(InterfaceLookup, AnUnknownNameHasNothing) {
    EXPECT_FALSE(lookup_kernel_interface("hawser-no-such"));
    EXPECT_FALSE(lookup_kernel_interface(std::string(300, 'x')));
}

TEST(InterfaceLookup, LoopbackHasAnIndexAndNoGlobalAddress) {
    const auto info = lookup_kernel_interface("lo");
    ASSERT_TRUE(info);
    EXPECT_EQ(info->ifindex, ::if_nametoindex("lo"));
    for (const IpAddress& each : info->addresses)
        EXPECT_NE(each, address("127.0.0.1"));
}

/// Runs in a network namespace of its own, which goes with the thread.
void look_at_a_veth(bool& possible) {
    possible = ::unshare(CLONE_NEWNET) == 0 &&
               std::system("ip link add uplink0 type veth peer name other0 2>/dev/null") == 0;
    if (!possible) return;
    const char* commands[] = {
        "ip link set uplink0 up",
        "ip link set other0 up",
        "ip address add 198.51.100.2/24 dev uplink0",
        "ip address add 198.51.100.3/24 dev uplink0",
        "ip address add 169.254.7.7/16 scope link dev uplink0",
        "ip address add 2001:db8::1/64 dev uplink0 nodad preferred_lft 0 valid_lft forever",
        "ip address add 2001:db8::2/64 dev uplink0 nodad",
        "ip address add 192.0.2.9/24 dev other0",
        "ip route add default via 198.51.100.254 dev uplink0 metric 200",
        "ip route add default via 198.51.100.1 dev uplink0 metric 100 table 77",
        "ip route add default via 192.0.2.1 dev other0 metric 50",
        "ip route add default metric 300 nexthop via 198.51.100.9 dev uplink0 nexthop via 192.0.2.8 dev "
        "other0",
        "ip -6 route add default via 2001:db8::fe dev uplink0 metric 2000",
    };
    for (const char* command : commands)
        ASSERT_EQ(std::system(command), 0) << command;
    const auto info = lookup_kernel_interface("uplink0");
    ASSERT_TRUE(info);
    EXPECT_THAT(info->addresses,
                ElementsAre(address("198.51.100.2"), address("198.51.100.3"), address("2001:db8::2")));
    EXPECT_THAT(info->gateways, ElementsAre(address("198.51.100.1"), address("198.51.100.254"),
                                            address("198.51.100.9"), address("2001:db8::fe")));
}

TEST(InterfaceLookup, FindsGlobalAddressesAndTheGatewaysOfItsOwnDefaultRoutes) {
    bool possible = false;
    std::thread(look_at_a_veth, std::ref(possible)).join();
    if (!possible) GTEST_SKIP() << "no network namespace with a veth pair can be made here";
}

}  // namespace
}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
// What is computed without a kernel: the MTU, steering and peer routes as values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/kernel/peer_routes.h"
#include "loader/kernel/steering.h"
#include "loader/kernel/tunnel_mtu.h"

namespace hawser::loader {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

IpPrefix prefix(const char* text) {
    return *IpPrefix::parse(text);
}

struct MtuCase {
    EspAlgorithm algorithm;
    Family outer;
    bool udp;
    uint32_t link;
    uint32_t inner;
};

// For links of 1500 the values that a Linux 6.1 takes whole, one octet more being refused (xfrm_kernel_test);
// the others from its formula, xfrm_state_mtu.
constexpr MtuCase kMtuCases[] = {
    {EspAlgorithm::kAesGcm16, Family::kIpv4, false, 1500, 1446},
    {EspAlgorithm::kAesGcm16, Family::kIpv4, true, 1500, 1438},
    {EspAlgorithm::kAesGcm16, Family::kIpv6, false, 1500, 1426},
    {EspAlgorithm::kAesGcm16, Family::kIpv6, true, 1500, 1418},
    {EspAlgorithm::kAesCbcHmacSha256, Family::kIpv4, false, 1500, 1438},
    {EspAlgorithm::kAesCbcHmacSha256, Family::kIpv4, true, 1500, 1422},
    {EspAlgorithm::kAesCbcHmacSha384, Family::kIpv4, false, 1500, 1422},
    {EspAlgorithm::kAesCbcHmacSha384, Family::kIpv4, true, 1500, 1422},
    {EspAlgorithm::kAesCbcHmacSha512, Family::kIpv4, true, 1500, 1406},
    {EspAlgorithm::kAesCbcHmacSha512, Family::kIpv6, false, 1500, 1390},
    {EspAlgorithm::kChaCha20Poly1305, Family::kIpv4, false, 1500, 1446},
    {EspAlgorithm::kAesCtrHmacSha256, Family::kIpv4, false, 1500, 1446},
    {EspAlgorithm::kAesCtrHmacSha512, Family::kIpv4, false, 1500, 1430},
    {EspAlgorithm::kAesGcm16, Family::kIpv4, false, 1492, 1438},  // PPPoE
    {EspAlgorithm::kAesGcm16, Family::kIpv4, false, 9000, 8946},
    {EspAlgorithm::kAesGcm16, Family::kIpv4, false, 55, 0},
    {EspAlgorithm::kAesGcm16, Family::kIpv4, false, 56, 2},
};

TEST(TunnelMtu, IsWhatTheKernelTakes) {
    for (const MtuCase& one : kMtuCases) {
        EXPECT_EQ(tunnel_mtu({one.link, one.outer, one.udp, one.algorithm}), one.inner)
            << one.link << " " << one.udp << " " << static_cast<int>(one.algorithm);
    }
}

UplinkPath wan(unsigned index) {
    return {.index = index,
            .address = address("198.51.100.2"),
            .ifindex = 10,
            .network = prefix("198.51.100.0/24"),
            .gateway = address("198.51.100.1")};
}

Route unreachable(const char* destination, uint32_t table) {
    return {.destination = prefix(destination),
            .table = table,
            .metric = kUnreachableMetric,
            .kind = RouteKind::kUnreachable};
}

Route by(const char* destination, uint32_t table, uint32_t metric, NextHop hop) {
    return {.destination = prefix(destination), .table = table, .metric = metric, .next_hops = {hop}};
}

TEST(Steering, AnUplinksTableHasItsNetworkItsGatewayAndAnEnd) {
    const SteeringPlan plan = plan_steering({wan(3)}, {});
    const uint32_t table = kUplinkTableBase + 3;
    EXPECT_THAT(plan.routes,
                ElementsAre(unreachable("0.0.0.0/0", table), by("198.51.100.0/24", table, 1, {.ifindex = 10}),
                            by("0.0.0.0/0", table, 1, {.ifindex = 10, .gateway = address("198.51.100.1")})));
    EXPECT_THAT(plan.rules, ElementsAre(Rule{.source = address("198.51.100.2"), .table = table}));
}

TEST(Steering, WithoutItsInterfaceAnUplinkLeadsNowhere) {
    UplinkPath gone = wan(0);
    gone.ifindex = 0;
    const SteeringPlan plan = plan_steering({gone}, {{.network = prefix("10.1.0.0/16"), .ifindex = 4}});
    EXPECT_THAT(plan.routes, ElementsAre(unreachable("0.0.0.0/0", kUplinkTableBase)));
    EXPECT_EQ(plan.rules.size(), 1U);
}

TEST(Steering, GatewaysThatNeedOnlink) {
    UplinkPath outside = wan(0);
    outside.gateway = address("100.64.0.1");
    UplinkPath link_local = {.index = 1,
                             .address = address("2001:db8::2"),
                             .ifindex = 11,
                             .network = prefix("2001:db8::/64"),
                             .gateway = address("fe80::1")};
    UplinkPath ppp = {.index = 2, .address = address("203.0.113.9"), .ifindex = 12};
    const SteeringPlan plan = plan_steering({outside, link_local, ppp}, {});
    EXPECT_THAT(plan.routes, Contains(by("0.0.0.0/0", kUplinkTableBase, 1,
                                         {.ifindex = 10, .gateway = address("100.64.0.1"), .onlink = true})));
    EXPECT_THAT(plan.routes, Contains(by("::/0", kUplinkTableBase + 1, 1,
                                         {.ifindex = 11, .gateway = address("fe80::1")})));
    EXPECT_THAT(plan.routes, Contains(by("0.0.0.0/0", kUplinkTableBase + 2, 1, {.ifindex = 12})));
}

TEST(Steering, TwoAddressesOfAnUplinkHaveOneTableAndTwoRules) {
    UplinkPath second = wan(0);
    second.address = address("198.51.100.3");
    const SteeringPlan plan = plan_steering({wan(0), second}, {});
    EXPECT_EQ(plan.routes, plan_steering({wan(0)}, {}).routes);
    EXPECT_EQ(plan.rules.size(), 2U);
}

TEST(Steering, TheLansNetworkIsInTheUplinksTableOfItsFamily) {
    const SteeringPlan plan = plan_steering({wan(0)}, {{.network = prefix("10.1.0.0/16"), .ifindex = 4},
                                                       {.network = prefix("2001:db8:1::/64"), .ifindex = 4}});
    EXPECT_THAT(plan.routes, Contains(by("10.1.0.0/16", kUplinkTableBase, 1, {.ifindex = 4})));
    for (const Route& route : plan.routes)
        EXPECT_EQ(route.destination.family(), Family::kIpv4);
}

Route thrown(const char* destination, uint32_t table) {
    return {.destination = prefix(destination),
            .table = table,
            .metric = kUnreachableMetric,
            .kind = RouteKind::kThrow};
}

TEST(Steering, PeersNetworksAreNoUplinksBusiness) {
    const SteeringPlan plan =
        plan_steering({wan(0)}, {},
                      {.networks = {prefix("10.2.0.0/16"), prefix("2001:db8:2::/48"), prefix("0.0.0.0/0")},
                       .endpoints = {}});
    EXPECT_THAT(plan.routes, Contains(thrown("10.2.0.0/16", kUplinkTableBase)));
    EXPECT_EQ(plan.routes.size(), plan_steering({wan(0)}, {}).routes.size() + 1)
        << "neither another family's network, nor everything";
}

TEST(Steering, AnEndpointInsideOfAPeersNetworkStaysTheUplinks) {
    UplinkPath gone = wan(1);
    gone.ifindex = 0;
    const TunnelledNetworks tunnelled{.networks = {prefix("192.0.2.0/24")},
                                      .endpoints = {address("192.0.2.10"), address("203.0.113.10")}};
    const SteeringPlan plan = plan_steering({wan(0), gone}, {}, tunnelled);
    EXPECT_THAT(plan.routes, Contains(by("192.0.2.10/32", kUplinkTableBase, 1,
                                         {.ifindex = 10, .gateway = address("198.51.100.1")})));
    EXPECT_THAT(plan.routes, Contains(unreachable("192.0.2.10/32", kUplinkTableBase + 1)));
    for (const Route& route : plan.routes)
        EXPECT_NE(route.destination, prefix("203.0.113.10/32")) << "the default route leads there already";
}

TEST(PeerRoutes, UnreachableBelowTunnelsBelowBundle) {
    const auto routes = plan_peer_routes({.networks = {prefix("10.2.0.0/16")},
                                          .bundle_ifindex = 20,
                                          .tunnel_ifindexes = {21, 22},
                                          .source_v4 = address("10.1.0.1")});
    Route bundle = by("10.2.0.0/16", kMainTable, kBundleMetric, {.ifindex = 20});
    bundle.preferred_source = address("10.1.0.1");
    const Route tunnels = {.destination = prefix("10.2.0.0/16"),
                           .metric = kTunnelsMetric,
                           .next_hops = {{.ifindex = 21}, {.ifindex = 22}}};
    EXPECT_THAT(routes, ElementsAre(unreachable("10.2.0.0/16", kMainTable), tunnels, bundle));
    static_assert(kBundleMetric < kTunnelsMetric && kTunnelsMetric < kUnreachableMetric);
}

TEST(PeerRoutes, Ipv6HasARouteForEachTunnel) {
    const auto routes = plan_peer_routes(
        {.networks = {prefix("2001:db8:2::/48")}, .bundle_ifindex = 20, .tunnel_ifindexes = {21, 22}});
    EXPECT_THAT(routes, ElementsAre(unreachable("2001:db8:2::/48", kMainTable),
                                    by("2001:db8:2::/48", kMainTable, kTunnelsMetric, {.ifindex = 21}),
                                    by("2001:db8:2::/48", kMainTable, kTunnelsMetric - 1, {.ifindex = 22}),
                                    by("2001:db8:2::/48", kMainTable, kBundleMetric, {.ifindex = 20})));
}

TEST(PeerRoutes, BeforeItsInterfacesArePeersAreUnreachable) {
    EXPECT_THAT(plan_peer_routes({.networks = {prefix("10.2.0.0/16")}}),
                ElementsAre(unreachable("10.2.0.0/16", kMainTable)));
    EXPECT_THAT(plan_peer_routes({.networks = {prefix("10.2.0.0/16")}, .fail_open = true}), IsEmpty());
}

TEST(PeerRoutes, EverythingIsTwoHalves) {
    const auto routes =
        plan_peer_routes({.networks = {prefix("0.0.0.0/0"), prefix("::/0")}, .bundle_ifindex = 20});
    for (const char* half : {"0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"}) {
        EXPECT_THAT(routes, Contains(unreachable(half, kMainTable)));
        EXPECT_THAT(routes, Contains(by(half, kMainTable, kBundleMetric, {.ifindex = 20})));
    }
    for (const Route& route : routes)
        EXPECT_EQ(route.destination.length(), 1U);
}

}  // namespace
}  // namespace hawser::loader

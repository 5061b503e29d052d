// SPDX-License-Identifier: BSD-2-Clause
// What is built on the ports, over their fakes.
#include <gtest/gtest.h>
#include <poll.h>

#include <cerrno>

#include "loader/kernel/apply_routes.h"
#include "loader/kernel/fake/fake_events.h"
#include "loader/kernel/fake/fake_links.h"
#include "loader/kernel/fake/fake_routes.h"
#include "loader/kernel/fake/fake_sysctl.h"
#include "loader/kernel/fake/fake_xfrm.h"
#include "loader/kernel/flush.h"

namespace hawser::loader {
namespace {

Route route(const char* destination, uint32_t metric, int ifindex) {
    return {
        .destination = *IpPrefix::parse(destination), .metric = metric, .next_hops = {{.ifindex = ifindex}}};
}

Rule rule(const char* source, uint32_t table) {
    return {.source = *IpAddress::parse(source), .table = table};
}

SaRequest sa(uint32_t spi, uint32_t if_id) {
    SaRequest request;
    request.source = *IpAddress::parse("192.0.2.1");
    request.destination = *IpAddress::parse("192.0.2.2");
    request.spi = spi;
    request.if_id = IfId(if_id);
    request.encryption_key = SecretBytes(20);
    return request;
}

TEST(ApplyRoutes, PutsWhatIsMissingOrOtherAndDeletesTheRest) {
    FakeRoutes port;
    const SteeringPlan first = {{route("10.2.0.0/16", 10, 1), route("10.3.0.0/16", 10, 1)},
                                {rule("192.0.2.1", 100)}};
    EXPECT_EQ(*apply_routes(port, first), 3U);
    EXPECT_EQ(*apply_routes(port, first), 0U);
    const SteeringPlan second = {{route("10.2.0.0/16", 10, 2)}, {rule("192.0.2.9", 100)}};
    EXPECT_EQ(*apply_routes(port, second), 4U);
    EXPECT_EQ(port.routes(), second.routes);
    EXPECT_EQ(port.rules(), second.rules);
}

TEST(FakeXfrm, CountsAgainstTheLimitsAsTheKernelDoes) {
    FakeXfrm xfrm;
    SaRequest limited = sa(0x101, 7);
    limited.limits = {.soft_packets = 2, .hard_packets = 4};
    ASSERT_TRUE(xfrm.add_sa(limited).ok());
    const SaKey key = limited.key();
    EXPECT_EQ(xfrm.carry(key, 100), std::nullopt);
    EXPECT_EQ(xfrm.carry(key, 100), std::nullopt) << "compared before it is counted";
    EXPECT_EQ(xfrm.carry(key, 100), (SaExpiry{.key = key, .hard = false}));
    EXPECT_EQ(xfrm.carry(key, 100), std::nullopt) << "told once";
    EXPECT_EQ(xfrm.sa_counters(key)->bytes, 400U);
    EXPECT_EQ(xfrm.carry(key, 100), (SaExpiry{.key = key, .hard = true}));
    EXPECT_TRUE(xfrm.sas().empty());
}

TEST(ApplyRoutes, LeavesOthersAlone) {
    FakeRoutes port;
    Route theirs = route("10.9.0.0/16", 10, 1);
    theirs.protocol = 3;
    Rule their_rule = rule("192.0.2.77", 100);
    their_rule.protocol = 3;
    ASSERT_TRUE(port.replace_route(theirs).ok() && port.add_rule(their_rule).ok());
    EXPECT_EQ(*apply_routes(port, {}), 0U);
    EXPECT_EQ(port.routes().size(), 1U);
    EXPECT_EQ(port.rules().size(), 1U);
}

TEST(ApplyRoutes, GoesOnAfterAFailureAndReportsIt) {
    FakeRoutes port;
    port.fail_next(ENETDOWN);
    const SteeringPlan plan = {{route("10.2.0.0/16", 10, 1), route("10.3.0.0/16", 10, 1)}, {}};
    const Result<size_t> failed = apply_routes(port, plan);
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().error_number(), ENETDOWN);
    EXPECT_EQ(port.routes().size(), 1U) << "the second was put all the same";
    EXPECT_EQ(*apply_routes(port, plan), 1U) << "and the first the next time";
}

TEST(ApplyRoutes, WhatTheKernelDroppedComesBack) {
    FakeRoutes port;
    const SteeringPlan plan = {{route("10.2.0.0/16", 10, 1), route("10.3.0.0/16", 10, 2)}, {}};
    ASSERT_TRUE(apply_routes(port, plan).ok());
    port.drop_routes_of(1);
    EXPECT_EQ(*apply_routes(port, plan), 1U);
}

TEST(Flush, TakesOursByAliasIfIdAndProtocol) {
    FakeXfrm xfrm;
    FakeLinks links;
    FakeRoutes routes;
    links.add_link("eth0");
    ASSERT_TRUE(links
                    .ensure_xfrm_interface(
                        {.name = "hawser-t7", .if_id = IfId(7), .owner = {XfrmRole::kTunnel, 7}, .mtu = 1400})
                    .ok());
    ASSERT_TRUE(xfrm.add_sa(sa(1, 7)).ok() && xfrm.add_sa(sa(2, 5)).ok() && xfrm.add_sa(sa(3, 9)).ok());
    ASSERT_TRUE(xfrm.ensure_policy({.if_id = IfId(7)}).ok() && xfrm.ensure_policy({.if_id = IfId(5)}).ok());
    ASSERT_TRUE(apply_routes(routes, {{route("10.2.0.0/16", 10, 1)}, {rule("192.0.2.1", 100)}}).ok());
    const Result<FlushReport> done = flush(xfrm, links, routes, {IfId(9)});
    ASSERT_TRUE(done.ok()) << done.error().text();
    EXPECT_EQ(done->sas, 2U);
    EXPECT_EQ(done->policies, 1U);
    EXPECT_EQ(done->links, 1U);
    EXPECT_EQ(done->routes, 1U);
    EXPECT_EQ(done->rules, 1U);
    ASSERT_EQ(xfrm.sas().size(), 1U);
    EXPECT_EQ(xfrm.sas()[0].info.key.if_id, IfId(5)) << "somebody else's";
    EXPECT_EQ(links.find("hawser-t7"), nullptr);
    EXPECT_NE(links.find("eth0"), nullptr);
}

TEST(Flush, KeepsTheGuardWhereItIsWanted) {
    FakeXfrm xfrm;
    FakeLinks links;
    FakeRoutes routes;
    Route guard = route("10.2.0.0/16", kUnreachableMetric, 0);
    guard.kind = RouteKind::kUnreachable;
    guard.next_hops.clear();
    Route of_an_uplink = guard;
    of_an_uplink.table = kUplinkTableBase;
    ASSERT_TRUE(apply_routes(routes, {{guard, of_an_uplink, route("10.2.0.0/16", 10, 1)}, {}}).ok());
    const Result<FlushReport> done = flush(xfrm, links, routes, {}, Guard::kKeep);
    ASSERT_TRUE(done.ok()) << done.error().text();
    EXPECT_EQ(done->routes, 2U);
    EXPECT_EQ(routes.list_routes(true).value(), std::vector<Route>{guard});
    ASSERT_TRUE(flush(xfrm, links, routes).ok());
    EXPECT_TRUE(routes.list_routes(true)->empty()) << "later it can go too";
}

TEST(Flush, GoesOnAfterAFailureAndReportsIt) {
    FakeXfrm xfrm;
    FakeLinks links;
    FakeRoutes routes;
    ASSERT_TRUE(xfrm.add_sa(sa(1, 7)).ok() && xfrm.add_sa(sa(2, 7)).ok());
    xfrm.fail_next(EPERM);
    const Result<FlushReport> done = flush(xfrm, links, routes, {IfId(7)});
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().error_number(), EPERM);
    EXPECT_EQ(xfrm.sas().size(), 1U);
}

TEST(FakeXfrm, RefusesWhatTheKernelRefuses) {
    FakeXfrm xfrm;
    ASSERT_TRUE(xfrm.add_sa(sa(1, 7)).ok());
    EXPECT_EQ(xfrm.add_sa(sa(1, 8)).error().error_number(), EEXIST);
    SaRequest bad = sa(4, 7);
    bad.encryption_key = SecretBytes(3);
    EXPECT_FALSE(xfrm.add_sa(bad).ok());
    EXPECT_EQ(xfrm.update_sa_encap(sa(9, 7).key(), {}).error().error_number(), ESRCH);
    EXPECT_TRUE(xfrm.delete_sa(sa(9, 7).key()).ok());
}

TEST(FakeLinks, EnsureChangesOnlyWhatDiffers) {
    FakeLinks links;
    const XfrmInterfaceSpec spec = {
        .name = "t", .if_id = IfId(7), .owner = {XfrmRole::kTunnel, 7}, .mtu = 1400};
    EXPECT_TRUE(links.ensure_xfrm_interface(spec)->changed);
    EXPECT_FALSE(links.ensure_xfrm_interface(spec)->changed);
    EXPECT_EQ(links.changes(), 1U);
    EXPECT_EQ(our_if_ids(*links.list_links()), IfIdSet{IfId(7)});
    links.add_link("wan");
    EXPECT_FALSE(links.ensure_xfrm_interface({.name = "wan", .if_id = IfId(8), .owner = {}}).ok());
}

TEST(FakeSysctl, TunnelSwitches) {
    FakeSysctl sysctl;
    ASSERT_TRUE(ensure_tunnel_sysctls(sysctl, "t").ok());
    EXPECT_EQ(*sysctl.read("ipv4/conf/t/rp_filter"), "2");
}

TEST(FakeEvents, WakeTheirDescriptor) {
    FakeEvents events;
    pollfd waiting{.fd = events.fd(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&waiting, 1, 0), 0);
    events.happen(EventsLost{});
    EXPECT_EQ(::poll(&waiting, 1, 0), 1);
    EXPECT_EQ(events.take()->size(), 1U);
    EXPECT_EQ(::poll(&waiting, 1, 0), 0);
}

}  // namespace
}  // namespace hawser::loader

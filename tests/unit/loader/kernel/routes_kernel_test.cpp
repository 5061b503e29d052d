// SPDX-License-Identifier: BSD-2-Clause
// Routes, rules, addresses and events in namespaces of this machine's own kernel. Veth pairs stand for
// uplinks and XFRM interfaces: what is asked here is where the kernel would send a packet.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>

#include "loader/kernel/apply_routes.h"
#include "loader/kernel/kernel.h"
#include "loader/kernel/peer_routes.h"
#include "tests/unit/loader/kernel/namespace.h"

namespace hawser::loader::test {
namespace {

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

IpPrefix prefix(const char* text) {
    return *IpPrefix::parse(text);
}

/// What `ip route get` says of an unreachable route.
constexpr const char* kUnreachable = "No route to host";

/// A gateway with two uplinks (wan1, wan2), a LAN, and stand-ins for a bundle and two tunnels.
class RoutesKernel : public ::testing::Test {
 protected:
    void SetUp() override {
        net_ = Namespace::make();
        if (!net_) GTEST_SKIP() << "no network namespaces here";
        for (const char* name : {"wan1", "wan2", "lan", "pop", "tun1", "tun2"}) {
            if (!net_->run(fmt::format("ip link add {0} type veth peer name {0}x && ip link set {0} up && "
                                       "ip link set {0}x up",
                                       name))) {
                GTEST_SKIP() << "no veth pairs here";
            }
        }
        ASSERT_TRUE(
            net_->run("ip addr add 198.51.100.2/24 dev wan1 && ip addr add 203.0.113.2/24 dev wan2 && "
                      "ip addr add 10.1.0.1/16 dev lan && "
                      "ip addr add 2001:db8:a::2/64 dev wan1 nodad && "
                      "ip addr add 2001:db8:b::2/64 dev wan2 nodad && "
                      "ip addr add 2001:db8:1::1/64 dev lan nodad && "
                      "ip route add default via 198.51.100.1 dev wan1 && "
                      "ip -6 route add default via 2001:db8:a::1 dev wan1"));
        net_->inside([&] {
            for (const char* name : {"ipv4/ip_forward", "ipv6/conf/all/forwarding"}) {
                ASSERT_TRUE(open_sysctl_port()->ensure(name, "1").ok());
            }
            routes_ = *open_route_port();
            links_ = *open_link_port();
            events_ = *open_event_port();
        });
    }

    int ifindex(const std::string& name) {
        const auto links = links_->list_links();
        const auto found =
            std::find_if(links->begin(), links->end(), [&](const Link& link) { return link.name == name; });
        return found == links->end() ? 0 : found->ifindex;
    }

    std::vector<UplinkPath> uplinks() {
        return {{.index = 0,
                 .address = address("198.51.100.2"),
                 .ifindex = ifindex("wan1"),
                 .network = prefix("198.51.100.0/24"),
                 .gateway = address("198.51.100.1")},
                {.index = 1,
                 .address = address("203.0.113.2"),
                 .ifindex = ifindex("wan2"),
                 .network = prefix("203.0.113.0/24"),
                 .gateway = address("203.0.113.1")},
                {.index = 0,
                 .address = address("2001:db8:a::2"),
                 .ifindex = ifindex("wan1"),
                 .network = prefix("2001:db8:a::/64"),
                 .gateway = address("2001:db8:a::1")},
                {.index = 1,
                 .address = address("2001:db8:b::2"),
                 .ifindex = ifindex("wan2"),
                 .network = prefix("2001:db8:b::/64"),
                 .gateway = address("fe80::1")}};
    }

    std::vector<LocalNetwork> local() {
        return {{.network = prefix("10.1.0.0/16"), .ifindex = ifindex("lan")},
                {.network = prefix("2001:db8:1::/64"), .ifindex = ifindex("lan")}};
    }

    PeerPaths peer(std::vector<IpPrefix> networks) {
        return {.networks = std::move(networks),
                .bundle_ifindex = ifindex("pop"),
                .tunnel_ifindexes = {ifindex("tun1"), ifindex("tun2")},
                .source_v4 = address("10.1.0.1"),
                .source_v6 = address("2001:db8:1::1")};
    }

    SteeringPlan whole_plan(std::vector<IpPrefix> networks) {
        SteeringPlan plan = plan_steering(uplinks(), local(), {.networks = networks, .endpoints = {}});
        const std::vector<Route> routes = plan_peer_routes(peer(std::move(networks)));
        plan.routes.insert(plan.routes.end(), routes.begin(), routes.end());
        return plan;
    }

    size_t apply(const SteeringPlan& plan) {
        const Result<size_t> done = apply_routes(*routes_, plan);
        EXPECT_TRUE(done.ok()) << done.error().text();
        return done.ok() ? *done : 0;
    }

    /// Where the kernel would send it.
    std::string way(const std::string& question) { return net_->output("ip route get " + question); }

    std::unique_ptr<Namespace> net_;
    std::unique_ptr<RoutePort> routes_;
    std::unique_ptr<LinkPort> links_;
    std::unique_ptr<EventPort> events_;
};

#define EXPECT_WAY(question, device) EXPECT_NE(way(question).find(device), std::string::npos) << way(question)

TEST_F(RoutesKernel, APlanAppliedTwiceChangesNothingTheSecondTime) {
    const SteeringPlan plan = whole_plan({prefix("10.2.0.0/16"), prefix("2001:db8:2::/48")});
    EXPECT_EQ(apply(plan), plan.routes.size() + plan.rules.size());
    EXPECT_EQ(apply(plan), 0U);
    std::vector<Route> listed = *routes_->list_routes(true);
    std::vector<Route> planned = plan.routes;
    std::sort(listed.begin(), listed.end());
    std::sort(planned.begin(), planned.end());
    EXPECT_EQ(listed, planned);
    EXPECT_GT(routes_->list_routes(false)->size(), listed.size())
        << "the kernel's own are listed when asked for";
    EXPECT_EQ(apply({}), plan.routes.size() + plan.rules.size());
    EXPECT_TRUE(routes_->list_routes(true)->empty());
    EXPECT_TRUE(routes_->list_rules(true)->empty());
    EXPECT_EQ(routes_->list_rules(false)->size(), 5U) << "the kernel's three and two were left alone";
}

TEST_F(RoutesKernel, EachUplinksAddressLeavesByItsUplink) {
    apply(plan_steering(uplinks(), local()));
    EXPECT_WAY("192.0.2.10 from 198.51.100.2", "dev wan1");
    EXPECT_WAY("192.0.2.10 from 203.0.113.2", "via 203.0.113.1 dev wan2");
    EXPECT_WAY("2001:db8:ffff::1 from 2001:db8:a::2", "dev wan1");
    EXPECT_WAY("2001:db8:ffff::1 from 2001:db8:b::2", "via fe80::1 dev wan2");
    // Also where the destination is in another uplink's network.
    EXPECT_WAY("198.51.100.77 from 203.0.113.2", "via 203.0.113.1 dev wan2");
    // Answers to the LAN are no outer packets.
    EXPECT_WAY("10.1.0.9 from 203.0.113.2", "dev lan");
}

TEST_F(RoutesKernel, AnUplinkThatIsDownLendsNoOther) {
    std::vector<UplinkPath> paths = uplinks();
    for (const size_t second : {size_t{1}, size_t{3}})
        paths[second].ifindex = 0;
    apply(plan_steering(paths, local()));
    EXPECT_WAY("192.0.2.10 from 203.0.113.2", kUnreachable);
    EXPECT_WAY("2001:db8:ffff::1 from 2001:db8:b::2", kUnreachable);
    EXPECT_WAY("192.0.2.10 from 198.51.100.2", "dev wan1");
}

TEST_F(RoutesKernel, NothingLeaksInTheMomentAnUplinkGoesDown) {
    apply(plan_steering(uplinks(), local()));
    ASSERT_TRUE(net_->run("ip link set wan2 down && ip addr add 203.0.113.2/32 dev lo"));
    EXPECT_WAY("192.0.2.10 from 203.0.113.2", kUnreachable);
}

TEST_F(RoutesKernel, NoUplinksAddressOpensAWayToAPeersNetwork) {
    apply(whole_plan({prefix("10.2.0.0/16"), prefix("2001:db8:2::/48")}));
    EXPECT_WAY("10.2.0.9 from 203.0.113.2", "dev pop");
    EXPECT_WAY("2001:db8:2::9 from 2001:db8:b::2", "dev pop");
    EXPECT_WAY("192.0.2.10 from 203.0.113.2", "dev wan2");
    ASSERT_TRUE(net_->run("ip link del pop && ip link del tun1 && ip link del tun2"));
    EXPECT_WAY("10.2.0.9 from 203.0.113.2", kUnreachable);
    EXPECT_WAY("2001:db8:2::9 from 2001:db8:b::2", kUnreachable);
}

TEST_F(RoutesKernel, EverythingGoesIntoTheBundleButOuterPackets) {
    apply(whole_plan({prefix("0.0.0.0/0"), prefix("::/0")}));
    // Forwarded, own, and both halves.
    EXPECT_WAY("9.9.9.9 from 10.1.0.9 iif lan", "dev pop");
    EXPECT_WAY("200.9.9.9 from 10.1.0.9 iif lan", "dev pop");
    EXPECT_WAY("9.9.9.9", "dev pop src 10.1.0.1");
    EXPECT_WAY("2001:db8:ffff::1 from 2001:db8:1::9 iif lan", "dev pop");
    EXPECT_WAY("fd00::1", "dev pop");
    // A default route with a better metric than any, from a DHCP client, changes nothing.
    ASSERT_TRUE(
        net_->run("ip route add default via 203.0.113.1 dev wan2 metric 0 || "
                  "ip route replace default via 203.0.113.1 dev wan2"));
    EXPECT_WAY("9.9.9.9 from 10.1.0.9 iif lan", "dev pop");
    // Outer packets do not loop, and connected networks stay reachable.
    EXPECT_WAY("192.0.2.10 from 198.51.100.2", "dev wan1");
    EXPECT_WAY("192.0.2.10 from 203.0.113.2", "dev wan2");
    EXPECT_WAY("198.51.100.1", "dev wan1");
    EXPECT_WAY("10.1.0.9", "dev lan");
    // A socket bound to an uplink (a DHCP client) finds its default route past the bundle's.
    EXPECT_WAY("192.0.2.67 oif wan1", "dev wan1");
}

TEST_F(RoutesKernel, WithoutTheBundleThePeersNetworksAreUnreachable) {
    apply(whole_plan({prefix("10.2.0.0/16"), prefix("2001:db8:2::/48")}));
    ASSERT_TRUE(net_->run("for i in pop tun1 tun2; do ip link del $i; done"));
    EXPECT_WAY("10.2.0.1", kUnreachable);
    EXPECT_WAY("10.2.0.1 from 10.1.0.9 iif lan", kUnreachable);
    EXPECT_WAY("2001:db8:2::1", kUnreachable);
}

TEST_F(RoutesKernel, ASocketBoundToATunnelFindsARoute) {
    apply(whole_plan({prefix("10.2.0.0/16"), prefix("2001:db8:2::/48")}));
    for (const char* tunnel : {"tun1", "tun2"}) {
        const std::string device = fmt::format("dev {}", tunnel);
        EXPECT_WAY(fmt::format("10.2.0.1 oif {}", tunnel), device);
        // From an address of its own: without one the kernel asks for a route of any interface (RFC 6724).
        EXPECT_WAY(fmt::format("2001:db8:2::1 oif {}", tunnel), device);
    }
    EXPECT_WAY("10.2.0.1", "dev pop");
    EXPECT_WAY("2001:db8:2::1", "dev pop");
}

TEST_F(RoutesKernel, DirectTrafficPassesTheBundle) {
    SteeringPlan plan = whole_plan({prefix("0.0.0.0/0"), prefix("::/0")});
    const SteeringPlan direct = plan_direct_traffic(uplinks());
    plan.routes.insert(plan.routes.end(), direct.routes.begin(), direct.routes.end());
    plan.rules.insert(plan.rules.end(), direct.rules.begin(), direct.rules.end());
    ASSERT_TRUE(net_->run(fmt::format("ip link set pop group {}", kDirectGroup)));
    apply(plan);
    EXPECT_EQ(apply(plan), 0U);
    EXPECT_WAY("9.9.9.9", "dev wan1");
    EXPECT_WAY("2001:db8:ffff::1", "dev wan1");
    EXPECT_WAY("10.1.0.9", "dev lan");
    EXPECT_WAY("9.9.9.9 from 10.1.0.9 iif lan", "dev pop");
    EXPECT_WAY("9.9.9.9 oif tun2", "dev tun2");
}

TEST_F(RoutesKernel, OthersRoutesAndRulesAreLeftAlone) {
    ASSERT_TRUE(
        net_->run("ip route add 10.2.0.0/16 via 203.0.113.1 metric 500 && "
                  "ip rule add from 10.1.0.77 lookup 100 priority 200"));
    apply(whole_plan({prefix("10.2.0.0/16")}));
    apply({});
    EXPECT_WAY("10.2.0.1", "via 203.0.113.1");
    EXPECT_NE(net_->output("ip rule").find("10.1.0.77"), std::string::npos);
}

TEST_F(RoutesKernel, AGatewayOutsideTheNetworkIsReached) {
    std::vector<UplinkPath> paths = {
        {.index = 5,
         .address = address("203.0.113.2"),
         .ifindex = ifindex("wan2"),
         .gateway = address("100.64.0.1")},
        {.index = 6, .address = address("198.51.100.2"), .ifindex = ifindex("wan1")}};
    const SteeringPlan plan = plan_steering(paths, {});
    apply(plan);
    EXPECT_EQ(apply(plan), 0U);
    EXPECT_WAY("192.0.2.10 from 203.0.113.2", "via 100.64.0.1 dev wan2");
    EXPECT_WAY("192.0.2.10 from 198.51.100.2", "192.0.2.10 from 198.51.100.2 dev wan1");
}

TEST_F(RoutesKernel, ARouteThatCannotBeIsAnErrorWithItsReason) {
    const Result<void> done = routes_->replace_route(
        {.destination = prefix("10.3.0.0/16"), .metric = 7, .next_hops = {{.ifindex = 4711}}});
    ASSERT_FALSE(done.ok());
    EXPECT_NE(done.error().error_number(), 0);
    EXPECT_NE(done.error().text().find("10.3.0.0/16"), std::string::npos) << done.error().text();
    EXPECT_TRUE(routes_->delete_route({.destination = prefix("10.3.0.0/16"), .metric = 7}).ok());
}

TEST_F(RoutesKernel, LinksAndAddressesAreListed) {
    const auto addresses = links_->list_addresses();
    ASSERT_TRUE(addresses.ok());
    const auto found = std::find_if(addresses->begin(), addresses->end(), [&](const LinkAddress& one) {
        return one.address == address("203.0.113.2");
    });
    ASSERT_NE(found, addresses->end());
    EXPECT_EQ(found->ifindex, ifindex("wan2"));
    EXPECT_EQ(found->network(), prefix("203.0.113.0/24"));
    EXPECT_TRUE(found->global);
    ASSERT_TRUE(links_->set_mtu(ifindex("wan2"), 1300).ok());
    ASSERT_TRUE(links_->set_up(ifindex("wan1"), false).ok());
    const auto links = *links_->list_links();
    for (const Link& link : links) {
        if (link.name == "wan2") {
            EXPECT_EQ(link.mtu, 1300U);
            EXPECT_EQ(link.kind, "veth");
            EXPECT_TRUE(link.up && link.carrier);
        }
        if (link.name == "wan1") {
            EXPECT_FALSE(link.up);
        }
    }
    EXPECT_EQ(links_->set_mtu(4711, 1300).error().error_number(), ENODEV);
    EXPECT_TRUE(links_->delete_link(4711).ok());
}

TEST_F(RoutesKernel, AddressesOfOursAreKnownFromOthers) {
    const int wan1 = ifindex("wan1");
    for (const char* text : {"10.9.0.7", "fd09::7"}) {
        const auto ours = [&]() -> std::optional<LinkAddress> {
            for (const LinkAddress& one : *links_->list_addresses()) {
                if (one.address == address(text)) return one;
            }
            return std::nullopt;
        };
        ASSERT_TRUE(links_->add_address(wan1, address(text)).ok());
        ASSERT_TRUE(ours());
        EXPECT_EQ(ours()->ifindex, wan1);
        EXPECT_EQ(ours()->protocol, kAddressProtocol);
        EXPECT_EQ(ours()->prefix_length, address(text).bits());
        EXPECT_FALSE(ours()->tentative) << "usable at once";
        EXPECT_TRUE(links_->add_address(wan1, address(text)).ok()) << "it is there";
        EXPECT_TRUE(links_->delete_address(wan1, address(text)).ok());
        EXPECT_FALSE(ours());
        EXPECT_TRUE(links_->delete_address(wan1, address(text)).ok()) << "it has gone";
    }
    for (const LinkAddress& one : *links_->list_addresses())
        EXPECT_NE(one.protocol, kAddressProtocol) << one.address.to_string();
    EXPECT_FALSE(links_->add_address(4711, address("10.9.0.7")).ok());
}

/// Takes events until one is of this type and fits, or none has come for a second.
template <typename Event, typename Fits>
bool comes(EventPort& port, Fits fits) {
    constexpr int kMilliseconds = 1000;
    pollfd waiting{.fd = port.fd(), .events = POLLIN, .revents = 0};
    while (::poll(&waiting, 1, kMilliseconds) == 1) {
        const auto events = port.take();
        if (!events.ok()) return false;
        for (const KernelEvent& event : *events) {
            const Event* one = std::get_if<Event>(&event);
            if (one != nullptr && fits(*one)) return true;
        }
    }
    return false;
}

TEST_F(RoutesKernel, WhatChangesIsToldInEvents) {
    ASSERT_TRUE(net_->run("ip link set wan1x down"));
    EXPECT_TRUE(comes<LinkChanged>(*events_, [](const LinkChanged& event) {
        return event.link.name == "wan1" && event.link.up && !event.link.carrier;
    }));
    ASSERT_TRUE(net_->run("ip addr add 203.0.113.9/24 dev wan2"));
    EXPECT_TRUE(comes<AddressAdded>(
        *events_, [](const AddressAdded& event) { return event.address.address == address("203.0.113.9"); }));
    ASSERT_TRUE(net_->run("ip addr del 203.0.113.9/24 dev wan2"));
    EXPECT_TRUE(comes<AddressRemoved>(*events_, [](const AddressRemoved& event) {
        return event.address.address == address("203.0.113.9");
    }));
    ASSERT_TRUE(net_->run("ip route add 10.77.0.0/16 dev wan2 metric 9"));
    EXPECT_TRUE(comes<RouteAdded>(*events_, [](const RouteAdded& event) {
        return event.route.destination == prefix("10.77.0.0/16") && event.route.metric == 9;
    }));
    ASSERT_TRUE(net_->run("ip rule add from 10.77.0.1 lookup 77 && ip rule del from 10.77.0.1"));
    EXPECT_TRUE(comes<RuleRemoved>(*events_, [](const RuleRemoved& event) {
        return event.rule.source == address("10.77.0.1") && event.rule.table == 77;
    }));
    const int gone = ifindex("wan2");
    ASSERT_TRUE(net_->run("ip link del wan2"));
    EXPECT_TRUE(comes<LinkGone>(*events_, [&](const LinkGone& event) { return event.ifindex == gone; }));
}

TEST_F(RoutesKernel, TunnelSwitchesAreSetOnce) {
    net_->inside([&] {
        const auto sysctl = open_sysctl_port();
        ASSERT_TRUE(ensure_tunnel_sysctls(*sysctl, "tun1").ok());
        EXPECT_EQ(*sysctl->read("ipv4/conf/tun1/rp_filter"), "2");
        EXPECT_EQ(*sysctl->ensure("ipv4/conf/tun1/rp_filter", "2"), false);
        EXPECT_EQ(*sysctl->ensure("ipv4/conf/tun1/rp_filter", "1"), true);
        EXPECT_FALSE(ensure_tunnel_sysctls(*sysctl, "absent").ok());
    });
}

}  // namespace
}  // namespace hawser::loader::test

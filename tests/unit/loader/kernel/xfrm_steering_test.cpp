// SPDX-License-Identifier: BSD-2-Clause
// Two uplinks, one address of the peer, a default route by the first uplink alone: whose ESP leaves where?
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>

#include "loader/kernel/apply_routes.h"
#include "loader/kernel/kernel.h"
#include "tests/unit/loader/kernel/namespace.h"

namespace hawser::loader::test {
namespace {

constexpr unsigned kPings = 5;

IpAddress address(const std::string& text) {
    return *IpAddress::parse(text);
}

/// The outer addresses of one family.
struct Numbering {
    const char* name;
    const char* uplink;  // {}: 1 or 2, {}: host
    unsigned length;
    const char* peer;  // one address for both tunnels
};

class XfrmSteering : public ::testing::TestWithParam<Numbering> {
 protected:
    void SetUp() override {
        gateway_ = Namespace::make();
        world_ = Namespace::make();
        if (!gateway_ || !world_) GTEST_SKIP() << "no network namespaces here";
        ASSERT_TRUE(world_->run(fmt::format("ip addr add {} dev lo", GetParam().peer)));
        for (Namespace* one : {gateway_.get(), world_.get()})
            ASSERT_TRUE(one->without_dad());
        for (const int number : {1, 2})
            ASSERT_TRUE(cable(number));
        ASSERT_TRUE(gateway_->run("ip route add default via " + uplink(1, 1)));
        gateway_->inside([&] {
            xfrm_ = *open_xfrm_port();
            links_ = *open_link_port();
            routes_ = *open_route_port();
        });
        for (const int number : {1, 2}) {
            const Result<void> made = tunnel(number);
            if (!made.ok() && made.error().error_number() == EOPNOTSUPP) {
                GTEST_SKIP() << "no XFRM interfaces: " << made.error().text();
            }
            ASSERT_TRUE(made.ok()) << made.error().text();
        }
        if (!world_->run("nft add table inet seen && nft add chain inet seen in "
                         "'{ type filter hook prerouting priority 0; }' && "
                         "nft add rule inet seen in iifname isp1 meta l4proto esp counter && "
                         "nft add rule inet seen in iifname isp2 meta l4proto esp counter")) {
            GTEST_SKIP() << "no nftables to count with";
        }
    }

    static std::string uplink(int number, int host) {
        return fmt::format(fmt::runtime(GetParam().uplink), number, host);
    }

    bool cable(int number) {
        return gateway_->run(fmt::format("ip link add wan{0} type veth peer name isp{0} netns {1} && "
                                         "ip addr add {2}/{3} dev wan{0} && ip link set wan{0} up",
                                         number, world_->path(), uplink(number, 2), GetParam().length)) &&
               world_->run(fmt::format("ip addr add {1}/{2} dev isp{0} && ip link set isp{0} up", number,
                                       uplink(number, 1), GetParam().length));
    }

    Result<void> tunnel(int number) {
        const IfId if_id(static_cast<uint32_t>(100 + number));
        Result<EnsuredLink> link = Error("not run");
        gateway_->inside([&] {
            link = links_->ensure_xfrm_interface(
                {.name = fmt::format("t{}", number), .if_id = if_id, .owner = {.id = if_id.value()}});
        });
        if (!link.ok()) return link.error();
        SaRequest request;
        request.source = address(uplink(number, 2));
        request.destination = address(GetParam().peer);
        request.spi = 0x1000 + static_cast<uint32_t>(number);
        request.if_id = if_id;
        request.encryption_key = SecretBytes(20);
        if (auto added = xfrm_->add_sa(request); !added.ok()) return added;
        return xfrm_->ensure_policy(
            {.if_id = if_id, .tunnel_source = request.source, .tunnel_destination = request.destination});
    }

    SteeringPlan plan(bool second_is_up) {
        std::vector<UplinkPath> paths;
        const auto links = *links_->list_links();
        for (const Link& link : links) {
            const int number = link.name == "wan1" ? 1 : link.name == "wan2" ? 2 : 0;
            if (number == 0) continue;
            const IpAddress own = address(uplink(number, 2));
            paths.push_back({.index = static_cast<unsigned>(number),
                             .address = own,
                             .ifindex = number == 2 && !second_is_up ? 0 : link.ifindex,
                             .network = IpPrefix(own, GetParam().length),
                             .gateway = address(uplink(number, 1))});
        }
        return plan_steering(paths, {});
    }

    void ping(int number) {
        // Nobody answers: what counts is what arrives.
        (void)gateway_->run(fmt::format("ping -n -c {} -i 0.02 -W 1 -I t{} 192.0.2.200", kPings, number));
    }

    /// ESP packets that came out of an uplink since the last call.
    unsigned seen(int number) {
        const std::string listed = world_->output(fmt::format(
            "nft list chain inet seen in | grep isp{} | sed 's/.*packets \\([0-9]*\\).*/\\1/'", number));
        const auto total = static_cast<unsigned>(std::strtoul(listed.c_str(), nullptr, 10));
        return total - std::exchange(before_[number], total);
    }

    std::unique_ptr<Namespace> gateway_;
    std::unique_ptr<Namespace> world_;
    std::unique_ptr<XfrmPort> xfrm_;
    std::unique_ptr<LinkPort> links_;
    std::unique_ptr<RoutePort> routes_;
    std::array<unsigned, 3> before_{};
};

TEST_P(XfrmSteering, EspLeavesByItsOwnUplinkOrNotAtAll) {
    ping(2);
    EXPECT_EQ(seen(1), kPings) << "what steering is against: unsteered, all leave by the first uplink";
    EXPECT_EQ(seen(2), 0U);
    ASSERT_TRUE(apply_routes(*routes_, plan(true)).ok());
    ping(1);
    EXPECT_EQ(seen(1), kPings);
    EXPECT_EQ(seen(2), 0U);
    ping(2);
    EXPECT_EQ(seen(1), 0U);
    EXPECT_EQ(seen(2), kPings);
    // The interface goes, and nobody has done anything about it yet.
    ASSERT_TRUE(gateway_->run("ip link set wan2 down"));
    ping(2);
    EXPECT_EQ(seen(1), 0U) << "leaked to the other uplink";
    ASSERT_TRUE(apply_routes(*routes_, plan(false)).ok());
    ping(2);
    EXPECT_EQ(seen(1), 0U) << "leaked to the other uplink";
    ping(1);
    EXPECT_EQ(seen(1), kPings);
}

INSTANTIATE_TEST_SUITE_P(
    Outer, XfrmSteering,
    ::testing::Values(
        Numbering{.name = "Ipv4", .uplink = "198.51.{}.{}", .length = 24, .peer = "192.0.2.10"},
        Numbering{.name = "Ipv6", .uplink = "2001:db8:{}::{}", .length = 64, .peer = "2001:db8:ffff::10"}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace hawser::loader::test

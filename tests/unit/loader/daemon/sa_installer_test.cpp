// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/sa_installer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "loader/kernel/fake/fake_xfrm.h"
#include "tests/unit/loader/daemon/site.h"

namespace hawser::loader {
namespace {

using namespace std::chrono_literals;

const TunnelId kTunnel1(1);
const std::vector<IpAddress> kOwn = {address("198.51.100.2"), address("198.51.100.66")};

/// Notes what is asked of the kernel, and can do nothing but add and list.
class NotingXfrm final : public XfrmPort {
 public:
    Result<void> add_sa(const SaRequest& request) override {
        return noted(request.direction == SaDirection::kIn ? "in" : "out");
    }
    Result<void> ensure_policy(const PolicyRequest& /*request*/) override { return noted("policy"); }
    Result<std::vector<PolicyInfo>> list_policies(const IfIdSet& /*ours*/) override {
        if (auto listed = noted("list"); !listed) return listed.error();
        return std::vector<PolicyInfo>();
    }
    Result<void> delete_sa(const SaKey& key) override {
        return noted(key.spi == 0x1001 ? "delete in" : "delete out");
    }
    Result<void> update_sa_encap(const SaKey&, const EspEncap&) override { return Error("not here"); }
    Result<void> move_sa(const SaKey&, const IpAddress&, const IpAddress&,
                         const std::optional<EspEncap>&) override {
        return Error("not here");
    }
    Result<std::vector<SaInfo>> list_sas(const IfIdSet&) override { return Error("not here"); }
    Result<SaCounters> sa_counters(const SaKey&) override { return Error("not here"); }
    Result<void> delete_policy(const PolicyKey&) override { return Error("not here"); }

    std::vector<std::string> notes;
    std::string refused;

 private:
    Result<void> noted(const std::string& what) {
        notes.push_back(what);
        return what == refused ? Result<void>(Error("refused")) : Result<void>();
    }
};

struct SaInstallerTest : testing::Test {
    Config config = two_uplinks();
    TunnelIndex tunnels{config};
    FakeXfrm xfrm;
    SaInstaller sas{xfrm};
    TimePoint now{};

    [[nodiscard]] bool has_sa(uint32_t spi) const {
        for (const auto& sa : xfrm.sas()) {
            if (sa.info.key.spi == spi) return true;
        }
        return false;
    }
};

TEST_F(SaInstallerTest, InstallsThePairWithItsPolicies) {
    ASSERT_TRUE(sas.install(child_of(1, 1, 0x1001, 0x2001), now).ok());
    ASSERT_EQ(xfrm.sas().size(), 2U);
    const FakeXfrm::StoredSa& in = xfrm.sas()[0];
    EXPECT_EQ(in.info.key.spi, 0x1001U);
    EXPECT_EQ(in.info.key.destination.to_string(), "198.51.100.2");
    EXPECT_EQ(in.encryption_key.view()[0], 0x11) << "we read with keys_in";
    EXPECT_EQ(xfrm.policies().size(), 3U) << "out, in and fwd";
    EXPECT_TRUE(sas.carries(kTunnel1));
    EXPECT_FALSE(sas.carries(TunnelId(2)));
}

TEST_F(SaInstallerTest, ReadsFirstAndListsLast) {
    NotingXfrm noting;
    ASSERT_TRUE(SaInstaller(noting).install(child_of(1, 1, 0x1001, 0x2001), now).ok());
    EXPECT_EQ(noting.notes, (std::vector<std::string>{"in", "policy", "policy", "policy", "out", "list"}));
}

TEST_F(SaInstallerTest, ListsPoliciesOnceForAllTunnels) {
    NotingXfrm noting;
    SaInstaller installer(noting);
    (void)installer.adopt(tunnels, kOwn);
    ASSERT_TRUE(installer.install(child_of(1, 1, 0x1001, 0x2001), now).ok());
    ASSERT_TRUE(installer.install(child_of(2, 2, 0x1002, 0x2002), now).ok());
    EXPECT_EQ(std::count(noting.notes.begin(), noting.notes.end(), "list"), 1);
}

TEST_F(SaInstallerTest, LeavesNothingWhereOldPoliciesMayStay) {
    NotingXfrm noting;
    noting.refused = "list";
    EXPECT_FALSE(SaInstaller(noting).install(child_of(1, 1, 0x1001, 0x2001), now).ok());
    ASSERT_EQ(noting.notes.size(), 8U);
    EXPECT_EQ(noting.notes[6], "delete out");
    EXPECT_EQ(noting.notes[7], "delete in");
}

TEST_F(SaInstallerTest, LeavesNothingOfAPairThatTheKernelRefuses) {
    ASSERT_TRUE(sas.install(child_of(1, 1, 0x1001, 0x2001), now).ok());
    const auto again = sas.install(child_of(1, 2, 0x1002, 0x2001), now);
    EXPECT_FALSE(again.ok()) << "the outbound SPI is taken";
    EXPECT_FALSE(has_sa(0x1002));
    EXPECT_TRUE(has_sa(0x1001)) << "the first pair is untouched";
}

TEST_F(SaInstallerTest, AReplacementOutlivesItsPredecessor) {
    ASSERT_TRUE(sas.install(child_of(1, 1, 0x1001, 0x2001), now).ok());
    ASSERT_TRUE(sas.install(child_of(1, 2, 0x1002, 0x2002), now).ok());
    ASSERT_TRUE(sas.remove({.connection = ike::ConnectionId(1), .child = ike::ChildHandle(1)}).ok());
    EXPECT_FALSE(has_sa(0x1001));
    EXPECT_TRUE(has_sa(0x1002));
    EXPECT_TRUE(sas.carries(kTunnel1));
    EXPECT_EQ(xfrm.policies().size(), 3U);
}

TEST_F(SaInstallerTest, ReadsWithAPairBeforeItSendsWithIt) {
    ASSERT_TRUE(sas.install(child_of(1, 1, 0x1001, 0x2001), now).ok());
    ike::InstallChildSa waiting = child_of(1, 2, 0x1002, 0x2002);
    waiting.use = false;
    ASSERT_TRUE(sas.install(waiting, now).ok());
    EXPECT_TRUE(has_sa(0x1002));
    EXPECT_FALSE(has_sa(0x2002)) << "the peer may not read yet";
    const ike::ConnectionId connection(1);
    ASSERT_TRUE(sas.use({.connection = connection, .child = ike::ChildHandle(2)}, now).ok());
    EXPECT_TRUE(has_sa(0x2002));
    ASSERT_TRUE(sas.retire({.connection = connection, .child = ike::ChildHandle(1)}).ok());
    EXPECT_FALSE(has_sa(0x2001));
    EXPECT_TRUE(has_sa(0x1001)) << "what is on its way is still read";
    ASSERT_TRUE(sas.remove({.connection = connection, .child = ike::ChildHandle(1)}).ok());
    EXPECT_FALSE(has_sa(0x1001));
    EXPECT_TRUE(sas.carries(kTunnel1));
}

TEST_F(SaInstallerTest, APairThatOnlyReadsCarriesNothing) {
    ike::InstallChildSa waiting = child_of(1, 2, 0x1002, 0x2002);
    waiting.use = false;
    ASSERT_TRUE(sas.install(waiting, now).ok());
    EXPECT_FALSE(sas.carries(kTunnel1));
    ASSERT_TRUE(sas.remove({.connection = ike::ConnectionId(1), .child = ike::ChildHandle(2)}).ok());
    EXPECT_TRUE(xfrm.sas().empty());
}

TEST_F(SaInstallerTest, PoliciesOfAnotherNegotiationGo) {
    ASSERT_TRUE(sas.install(child_of(1, 1, 0x1001, 0x2001), now).ok());
    ike::InstallChildSa narrower = child_of(1, 2, 0x1002, 0x2002);
    narrower.remote_selectors = {ike::TrafficSelector(IpPrefix::parse("10.2.7.0/24").value())};
    ASSERT_TRUE(sas.install(narrower, now).ok());
    ASSERT_EQ(xfrm.policies().size(), 3U);
    for (const auto& [key, policy] : xfrm.policies()) {
        const bool out = key.direction == PolicyDirection::kOut;
        EXPECT_EQ((out ? key.selector.destination : key.selector.source).to_string(), "10.2.7.0/24");
    }
}

TEST_F(SaInstallerTest, AdoptsWhatAnEarlierRunLeftAndRemovesItOnlyAfterItsSuccessorIsThere) {
    {
        SaInstaller earlier(xfrm);
        ASSERT_TRUE(earlier.install(child_of(1, 1, 0x1001, 0x2001), now).ok());
    }
    const auto adopted = sas.adopt(tunnels, kOwn);
    ASSERT_TRUE(adopted.ok());
    EXPECT_EQ(*adopted, std::set<TunnelId>{kTunnel1});
    EXPECT_TRUE(sas.carries(kTunnel1));
    EXPECT_FALSE(sas.next_timeout()) << "nothing goes as long as there is nothing new";

    ASSERT_TRUE(sas.install(child_of(1, 7, 0x1007, 0x2007), now).ok());
    sas.handle_timeout(now + kAdoptedSaLinger - 1ms);
    EXPECT_TRUE(has_sa(0x1001));
    ASSERT_EQ(sas.next_timeout(), now + kAdoptedSaLinger);
    sas.handle_timeout(now + kAdoptedSaLinger);
    EXPECT_FALSE(has_sa(0x1001));
    EXPECT_FALSE(has_sa(0x2001));
    EXPECT_TRUE(has_sa(0x1007));
}

/// A pair with limits on both halves.
ike::InstallChildSa limited_child() {
    ike::InstallChildSa child = child_of(1, 1, 0x1001, 0x2001);
    child.limits = {.soft_bytes = 1000, .hard_bytes = 2000, .soft_packets = 3, .hard_packets = 6};
    return child;
}

TEST_F(SaInstallerTest, GivesTheKernelTheLimits) {
    ASSERT_TRUE(sas.install(limited_child(), now).ok());
    const SaLimits limits{.soft_bytes = 1000, .hard_bytes = 2000, .soft_packets = 3, .hard_packets = 6};
    for (const auto& sa : xfrm.sas())
        EXPECT_EQ(sa.info.limits, limits);
}

TEST_F(SaInstallerTest, FindsByTheCountersWhatHasExpiredUnheard) {
    ASSERT_TRUE(sas.install(limited_child(), now).ok());
    const SaKey in = xfrm.sas()[0].info.key;
    const SaKey out = xfrm.sas()[1].info.key;
    EXPECT_TRUE(sas.expired().empty());
    for (int i = 0; i < 3; ++i)
        (void)xfrm.carry(in, 10);
    EXPECT_EQ(sas.expired(), (std::vector<SaExpiry>{{.key = in, .hard = false}}));
    while (!xfrm.carry(out, 1500).value_or(SaExpiry{}).hard)
        continue;
    EXPECT_EQ(sas.expired(), (std::vector<SaExpiry>{{.key = in, .hard = false}, {.key = out, .hard = true}}));
}

TEST_F(SaInstallerTest, HalfAPairCarriesNothing) {
    auto out_only = [] {
        SaRequest request;
        request.source = address("198.51.100.2");
        request.destination = address("203.0.113.10");
        request.spi = 0x2001;
        request.if_id = IfId(kTunnelIfIdBase + 1);
        request.encryption_key = SecretBytes(Bytes(20, 0x22));
        return request;
    }();
    ASSERT_TRUE(xfrm.add_sa(out_only).ok());
    EXPECT_TRUE(sas.adopt(tunnels, kOwn)->empty());
}

TEST_F(SaInstallerTest, RefusesMoreSelectorsThanItWillHold) {
    ike::InstallChildSa child = child_of(1, 1, 0x1001, 0x2001);
    // A range that is no network becomes many: 62 prefixes each side are 3,844 pairs.
    const auto ragged = [](const char* first, const char* last) {
        return std::vector<ike::TrafficSelector>{*ike::TrafficSelector::make(address(first), address(last))};
    };
    child.local_selectors = ragged("0.0.0.1", "255.255.255.254");
    child.remote_selectors = ragged("0.0.0.1", "255.255.255.254");
    EXPECT_FALSE(sas.install(child, now).ok());
    EXPECT_TRUE(xfrm.sas().empty());
}

/// Where `child` is moved to.
ike::MoveChildSa move_to(const ike::InstallChildSa& child, const char* local, const char* remote,
                         uint16_t port, bool encapsulated) {
    return {child.connection, child.child, {address(local), 4500}, {address(remote), port}, encapsulated};
}

TEST_F(SaInstallerTest, ChangesPortsInPlace) {
    ike::InstallChildSa child = child_of(1, 1, 0x1001, 0x2001);
    child.local.port = child.remote.port = 4500;
    child.udp_encapsulation = true;
    ASSERT_TRUE(sas.install(child, now).ok());
    xfrm.set_counters(xfrm.sas()[0].info.key, {.packets = 7});
    ASSERT_TRUE(sas.move(move_to(child, "198.51.100.2", "203.0.113.10", 30001, true)).ok());
    EXPECT_EQ(xfrm.sas()[0].info.encap, (EspEncap{30001, 4500}));
    EXPECT_EQ(xfrm.sas()[1].info.encap, (EspEncap{4500, 30001}));
    EXPECT_EQ(xfrm.sas()[0].info.counters.packets, 7U) << "the SA itself stayed";
    EXPECT_EQ(sas.packets_in(child.child), 7U);
}

TEST_F(SaInstallerTest, MovesAPairWithItsPolicies) {
    const ike::InstallChildSa child = child_of(1, 1, 0x1001, 0x2001);
    ASSERT_TRUE(sas.install(child, now).ok());
    xfrm.set_counters(xfrm.sas()[0].info.key, {.packets = 7});
    ASSERT_TRUE(sas.move(move_to(child, "198.51.100.77", "203.0.113.20", 4500, true)).ok());
    const SaInfo& in = xfrm.sas()[0].info;
    EXPECT_EQ(in.source, address("203.0.113.20"));
    EXPECT_EQ(in.key.destination, address("198.51.100.77"));
    EXPECT_EQ(in.encap, (EspEncap{4500, 4500}));
    const SaInfo& out = xfrm.sas()[1].info;
    EXPECT_EQ(out.source, address("198.51.100.77"));
    EXPECT_EQ(out.key.destination, address("203.0.113.20"));
    ASSERT_EQ(xfrm.policies().size(), 3U);
    for (const auto& [key, policy] : xfrm.policies()) {
        const bool outgoing = policy.direction == PolicyDirection::kOut;
        EXPECT_EQ(policy.tunnel_source, outgoing ? out.source : in.source);
        EXPECT_EQ(policy.tunnel_destination, outgoing ? out.key.destination : in.key.destination);
    }
    xfrm.set_counters(xfrm.sas()[0].info.key, {.packets = 2});
    EXPECT_EQ(sas.packets_in(child.child), 9U) << "what it had read before counts on";
    ASSERT_TRUE(sas.remove({.connection = child.connection, .child = child.child}).ok());
    EXPECT_TRUE(xfrm.sas().empty()) << "it is found where it is";
}

TEST_F(SaInstallerTest, WhatWaitsIsMovedBeforeItIsThere) {
    ike::InstallChildSa child = child_of(1, 1, 0x1001, 0x2001);
    child.use = false;
    ASSERT_TRUE(sas.install(child, now).ok());
    ASSERT_TRUE(sas.move(move_to(child, "198.51.100.77", "203.0.113.10", 4500, false)).ok());
    ASSERT_TRUE(sas.use({.connection = child.connection, .child = child.child}, now).ok());
    ASSERT_EQ(xfrm.sas().size(), 2U);
    EXPECT_EQ(xfrm.sas()[1].info.source, address("198.51.100.77"));
    EXPECT_EQ(xfrm.policies().size(), 3U);
}

TEST_F(SaInstallerTest, ARetiredPairIsMovedWithoutItsOutboundHalf) {
    const ike::InstallChildSa child = child_of(1, 1, 0x1001, 0x2001);
    ASSERT_TRUE(sas.install(child, now).ok());
    ASSERT_TRUE(sas.retire({.connection = child.connection, .child = child.child}).ok());
    ASSERT_TRUE(sas.move(move_to(child, "198.51.100.77", "203.0.113.10", 500, false)).ok());
    ASSERT_EQ(xfrm.sas().size(), 1U);
    EXPECT_EQ(xfrm.sas()[0].info.key.destination, address("198.51.100.77"));
}

}  // namespace
}  // namespace hawser::loader

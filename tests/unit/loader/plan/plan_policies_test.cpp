// SPDX-License-Identifier: BSD-2-Clause
// What operators' wishes, loads and rules make of a plan.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "loader/plan/map_changes.h"
#include "loader/plan/plan_rules.h"
#include "loader/plan/plan_tiers.h"
#include "plan_fixture.h"

namespace hawser::loader {
namespace {

constexpr BundleId kPop(1);

MapPlan plan_with(const PolicyChoices& policies, const Config& config = branch_config()) {
    return plan_maps(config, branch_facts(), {}, {HW_FORWARDING_FAST, 0x1234, policies}).value();
}

Config with_rules(std::vector<RuleConfig> rules) {
    Config config = branch_config();
    config.peers[0].rules = std::move(rules);
    return config;
}

RuleConfig voice() {
    RuleConfig rule;
    rule.name = "voice";
    rule.protocols = {17};
    rule.ports = {{5060, 5060}, {16384, 32767}};
    rule.uplinks = {"wan2"};
    return rule;
}

uint32_t count(const Ring& ring, uint32_t tunnel) {
    return static_cast<uint32_t>(std::count(ring.begin(), ring.end(), tunnel));
}

TEST(PlanPolicies, AForcedTierIsTheFirstAndItsFlowsComeAtOnce) {
    const MapPlan plan = plan_with({.tiers = {{kPop, {.order = {2, 1}, .forced = true}}}});
    EXPECT_EQ(plan.tunnels.at(TunnelId(3)).tier, 0U);
    EXPECT_EQ(plan.tunnels.at(TunnelId(1)).tier, 1U);
    EXPECT_EQ(plan.rings.at({kPop, 0}), Ring{3});
    EXPECT_EQ(plan.rings.at({kPop, 1}).size(), 401U);
    const hw_bundle& bundle = plan.bundles.at(kPop);
    EXPECT_EQ(bundle.failback_s, 0U);
    const auto noted = noted_tier(bundle);
    ASSERT_TRUE(noted);
    EXPECT_EQ(noted->tier, 2U);
    EXPECT_TRUE(noted->forced);
}

TEST(PlanPolicies, AHeldTierIsTheFirstAndNothingMoves) {
    Config config = branch_config();
    config.peers[0].failback = FailbackChoice::kImmediate;
    const MapPlan plan = plan_with({.tiers = {{kPop, {.order = {2, 1}}}}}, config);
    EXPECT_EQ(plan.tunnels.at(TunnelId(3)).tier, 0U);
    EXPECT_EQ(plan.bundles.at(kPop).failback_s, HW_FAILBACK_NEVER);
    EXPECT_FALSE(noted_tier(plan.bundles.at(kPop))->forced);
}

TEST(PlanPolicies, WithoutAWishTheTiersAreTheConfigured) {
    const MapPlan plan = plan_with({});
    EXPECT_EQ(plan.tunnels.at(TunnelId(3)).tier, 1U);
    EXPECT_EQ(noted_tier(plan.bundles.at(kPop)), std::nullopt);
}

TEST(PlanPolicies, AnotherWeightChangesTheRing) {
    const MapPlan plan = plan_with({.tunnels = {{TunnelId(1), {.weight = 30}}}});
    EXPECT_EQ(plan.tunnels.at(TunnelId(1)).weight, 30U);
    const Ring& ring = plan.rings.at({kPop, 0});
    EXPECT_NEAR(count(ring, 1), static_cast<double>(ring.size()) / 2, 1);
}

TEST(PlanPolicies, WishesForATunnelAreNotedInTheMaps) {
    const MapPlan plan =
        plan_with({.tunnels = {{TunnelId(1), {.draining = true}}, {TunnelId(2), {.set_aside = true}}}});
    EXPECT_EQ(plan.tunnels.at(TunnelId(1)).flags, HW_TUNNEL_WANTED_DRAINING);
    EXPECT_EQ(plan.tunnels.at(TunnelId(2)).flags, HW_TUNNEL_SET_ASIDE);
    EXPECT_EQ(plan.tunnels.at(TunnelId(3)).flags, 0U);
}

TEST(PlanPolicies, EachCombinationOfARuleIsAMatch) {
    RuleConfig rule = voice();
    rule.networks = {net("10.2.5.0/24"), net("2001:db8:2::/48")};
    rule.local_networks = {net("10.1.0.0/16")};
    rule.dscp = uint64_t{1} << 46;
    const std::vector<hw_match> matches = matches_of(rule, 3);
    ASSERT_EQ(matches.size(), 2U) << "two ranges of ports; IPv6 cannot meet an IPv4 local network";
    const hw_match& first = matches[0];
    EXPECT_EQ(first.rule, 3U);
    EXPECT_EQ(first.family, 4);
    EXPECT_EQ(first.protocol, 17);
    EXPECT_EQ(first.dscp, uint64_t{1} << 46);
    EXPECT_EQ(first.remote_port_first, 5060);
    EXPECT_EQ(first.remote_port_last, 5060);
    EXPECT_EQ(first.local_port_first, 0);
    EXPECT_EQ(first.local_port_last, 65535);
    EXPECT_EQ(first.remote_addr[2], 5);
    EXPECT_EQ(first.remote_mask[2], 0xff);
    EXPECT_EQ(first.remote_mask[3], 0);
    EXPECT_EQ(first.local_mask[1], 0xff);
    EXPECT_EQ(first.local_mask[2], 0);
}

TEST(PlanPolicies, MasksEndWithinABytes) {
    RuleConfig rule;
    rule.networks = {net("10.2.128.0/18")};
    EXPECT_EQ(matches_of(rule, 1).at(0).remote_mask[2], 0xc0);
}

TEST(PlanPolicies, ARuleHasRingsOfItsTunnelsInEachTier) {
    RuleConfig by_wan1 = voice();
    by_wan1.uplinks = {"wan1"};
    const MapPlan plan = plan_with({}, with_rules({voice(), by_wan1}));
    EXPECT_EQ(plan.rule_sets.at(kPop), (hw_rule_set{0, 4, 1, 2}));
    EXPECT_EQ(plan.matches.size(), 4U);
    EXPECT_EQ(plan.matches.at(2).rule, 2U);
    EXPECT_EQ(plan.rings.at({kPop, 0, 1}), Ring{2});
    EXPECT_EQ(plan.rings.count({kPop, 1, 1}), 0U) << "wan2 has no tunnel to the second endpoint";
    EXPECT_EQ(plan.rings.at({kPop, 0, 2}), Ring{1});
    EXPECT_EQ(plan.rings.at({kPop, 1, 2}), Ring{3});
    EXPECT_EQ(plan.rules.at(1).member_count, 1U);
    EXPECT_STREQ(reinterpret_cast<const char*>(plan.rules.at(1).name), "voice");
    EXPECT_EQ(plan.rings.count({kPop, 0}), 1U) << "and the bundle has its own";
}

TEST(PlanPolicies, TunnelsThatMayNotBeTakenAreInNoRingOfTheRule) {
    const Config config = with_rules({voice()});
    const MapPlan plan = plan_with({.rules = {{{kPop, 0}, {}}}}, config);
    EXPECT_EQ(plan.rules.at(1).member_count, 0U);
    EXPECT_EQ(plan.rings.count({kPop, 0, 1}), 0U);
    EXPECT_TRUE(diff(plan_with({}, config), plan).rings.removed == (std::vector<RingKey>{{kPop, 0, 1}}));
}

TEST(PlanPolicies, WeightsCountInARulesRingsToo) {
    RuleConfig any = voice();
    any.uplinks = {};
    const MapPlan plan = plan_with({.tunnels = {{TunnelId(1), {.weight = 90}}}}, with_rules({any}));
    const Ring& ring = plan.rings.at({kPop, 0, 1});
    EXPECT_NEAR(count(ring, 1), static_cast<double>(ring.size()) * 0.75, 1);
}

TEST(PlanPolicies, ThePeersRulesFollowEachOther) {
    Config config = with_rules({voice()});
    PeerConfig second = config.peers[0];
    second.id = 2;
    second.name = "dc";
    second.interface_name = "hawser-dc";
    second.networks = {net("10.3.0.0/16")};
    second.tunnels = {tunnel_config(4, "dc/wan2", "wan2", "203.0.113.30")};
    config.peers.push_back(second);
    KernelFacts facts = branch_facts();
    facts.ifindexes["hw4"] = 14;
    facts.ifindexes["hawser-dc"] = 21;
    const auto plan = plan_maps(config, facts, {}, {});
    ASSERT_TRUE(plan) << plan.error().text();
    EXPECT_EQ(plan->rule_sets.at(BundleId(2)), (hw_rule_set{2, 2, 2, 1}));
    EXPECT_EQ(plan->rules.at(2).bundle, 2U);
    EXPECT_EQ(plan->rings.at({BundleId(2), 0, 2}), Ring{4});
}

}  // namespace
}  // namespace hawser::loader

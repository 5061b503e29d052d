// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/path_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/plan/plan_tiers.h"
#include "site.h"

namespace hawser::loader {
namespace {

using namespace std::chrono_literals;
using health::PathState;
using policy::FailoverMode;
using testing::ElementsAre;
using testing::HasSubstr;

/// wan1 in tier 1, wan2 in tier 2, both up; looked at once a second.
class PathPolicyTest : public testing::Test {
 protected:
    PathPolicyTest() : config_(two_uplinks()), tunnels_(config_) {
        peer().tunnels[1].tier = 2;
        set(1, PathState::kUp);
        set(2, PathState::kUp);
    }

    PeerConfig& peer() { return config_.peers[0]; }
    void set(uint32_t id, PathState state) {
        paths_[TunnelId(id)].state = state;
        paths_[TunnelId(id)].probes.resize(1);
    }
    void see(Duration duration = 1s, unsigned lost = 0) {
        for (Duration passed{}; passed < duration; passed += 1s) {
            now_ += 1s;
            for (auto& [id, path] : paths_) {
                health::ProbeStatus& probe = path.probes.at(0);
                probe.sent += 5;
                probe.answered += 5 - (id == TunnelId(1) ? lost : 0);
                probe.loss_pct = id == TunnelId(1) ? 20.0 * lost : 0.0;
            }
            policy_.look(now_, peer());
        }
    }
    hw_tunnel_state state(uint32_t id) { return policy_.state_of(TunnelId(id), paths_[TunnelId(id)].state); }

    Config config_;
    TunnelIndex tunnels_;
    std::map<TunnelId, health::PathStatus> paths_;
    std::vector<ControlEvent> events_;
    TimePoint now_{1h};
    PathPolicy policy_{config_, tunnels_,
                       [this](TunnelId id) {
                           const auto found = paths_.find(id);
                           return found == paths_.end() ? std::nullopt : std::optional(found->second);
                       },
                       [this](ControlEvent event) { events_.push_back(std::move(event)); }};
};

TEST_F(PathPolicyTest, WithoutPoliciesThePathsStatesCount) {
    EXPECT_FALSE(policy_.concerns(peer()));
    see();
    EXPECT_EQ(state(1), HW_TUNNEL_UP);
    set(1, PathState::kDegraded);
    EXPECT_EQ(state(1), HW_TUNNEL_DEGRADED);
    EXPECT_EQ(policy_.choices(), PolicyChoices{});
    EXPECT_EQ(policy_.active_tier(peer()), 1U);
}

TEST_F(PathPolicyTest, ADrainedTunnelDrainsWhileItLivesAndIsRememberedWhileItDoesNot) {
    policy_.drain(TunnelId(1), true);
    EXPECT_EQ(state(1), HW_TUNNEL_DRAINING);
    EXPECT_EQ(policy_.active_tier(peer()), 2U);
    set(1, PathState::kDown);
    EXPECT_EQ(state(1), HW_TUNNEL_DOWN);
    EXPECT_TRUE(policy_.choices().tunnels.at(TunnelId(1)).draining);
    set(1, PathState::kUp);
    EXPECT_EQ(state(1), HW_TUNNEL_DRAINING);
    policy_.drain(TunnelId(1), false);
    EXPECT_EQ(state(1), HW_TUNNEL_UP);
    ASSERT_EQ(events_.size(), 2U);
    EXPECT_EQ(events_[0].tunnel, "pop/wan1");
    EXPECT_EQ(events_[0].state, "draining");
    EXPECT_EQ(events_[1].state, "up");
}

TEST_F(PathPolicyTest, WhatDrainsIsBetterThanNothing) {
    policy_.drain(TunnelId(1), true);
    policy_.drain(TunnelId(2), true);
    EXPECT_EQ(policy_.active_tier(peer()), 1U);
    set(1, PathState::kDown);
    set(2, PathState::kDown);
    EXPECT_EQ(policy_.active_tier(peer()), 0U);
}

TEST_F(PathPolicyTest, AForcedTierComesFirst) {
    policy_.set_failover(peer(), {FailoverMode::kTo, 2});
    const TierChoice choice = policy_.choices().tiers.at(BundleId(1));
    EXPECT_THAT(choice.order, ElementsAre(2, 1));
    EXPECT_TRUE(choice.forced);
    EXPECT_EQ(policy_.active_tier(peer()), 2U);
    ASSERT_EQ(events_.size(), 1U);
    EXPECT_EQ(events_[0].kind, "peer");
    EXPECT_EQ(events_[0].peer, "pop");
    EXPECT_EQ(events_[0].was, "automatic");
    EXPECT_EQ(events_[0].state, "forced to tier 2");
    policy_.set_failover(peer(), {});
    EXPECT_TRUE(policy_.choices().tiers.empty());
}

TEST_F(PathPolicyTest, AHeldTierIsTheOneThatCarriesAndGivesWayOnlyToNeed) {
    policy_.set_failover(peer(), {FailoverMode::kHold, std::nullopt});
    EXPECT_EQ(policy_.failover(peer()).tier, 1U);
    set(1, PathState::kDown);
    see();
    EXPECT_EQ(policy_.failover(peer()).tier, 2U);
    EXPECT_EQ(events_.back().reason, "the tier that was held carries nothing");
    set(1, PathState::kUp);
    see();
    EXPECT_EQ(policy_.failover(peer()).tier, 2U);
    EXPECT_THAT(policy_.choices().tiers.at(BundleId(1)).order, ElementsAre(2, 1));
    EXPECT_FALSE(policy_.choices().tiers.at(BundleId(1)).forced);
}

TEST_F(PathPolicyTest, ALossyTunnelIsSetAsideAsLongAsAnotherCarries) {
    peer().failover_loss = 30;
    see(1min);
    see(30s, 2);
    EXPECT_EQ(state(1), HW_TUNNEL_DOWN) << "40 % of its probes are lost";
    EXPECT_THAT(policy_.reason(now_, TunnelId(1)),
                HasSubstr("set aside for its loss until nothing is lost for 5m"));
    EXPECT_TRUE(policy_.choices().tunnels.at(TunnelId(1)).set_aside);
    EXPECT_EQ(events_.back().state, "set aside");
    EXPECT_EQ(policy_.active_tier(peer()), 2U);
    set(2, PathState::kDown);
    EXPECT_EQ(state(1), HW_TUNNEL_UP) << "better than nothing";
    EXPECT_THAT(policy_.reason(now_, TunnelId(1)), HasSubstr("but nothing else carries"));
    set(2, PathState::kUp);
    see(4min);
    EXPECT_EQ(state(1), HW_TUNNEL_DOWN);
    // The five minutes begin when what was lost no longer makes the path a lossy one.
    see(90s);
    EXPECT_EQ(state(1), HW_TUNNEL_UP);
    EXPECT_EQ(events_.back().reason, "nothing was lost for 5m");
    EXPECT_EQ(policy_.reason(now_, TunnelId(1)), "");
}

TEST_F(PathPolicyTest, WhatAnEarlierDaemonWasToldHolds) {
    SiteKernel kernel;
    KernelView view = *take_kernel_view(kernel.links, kernel.routes);
    const auto interface = [&](const char* name, int ifindex) {
        Link link;
        link.name = name;
        link.ifindex = ifindex;
        view.links.push_back(link);
    };
    interface("hw-pop-wan1", 51);
    interface("something-else", 52);
    interface("hawser-pop", 53);
    MapPlan plan;
    plan.tunnels[TunnelId(1)].ifindex = 51;
    plan.tunnels[TunnelId(1)].flags = HW_TUNNEL_WANTED_DRAINING | HW_TUNNEL_SET_ASIDE;
    plan.tunnels[TunnelId(2)].ifindex = 52;
    plan.tunnels[TunnelId(2)].flags = HW_TUNNEL_WANTED_DRAINING;
    hw_bundle bundle{};
    bundle.ifindex = 53;
    apply_tier_choice({.tiers = {{BundleId(1), {.order = {2, 1}, .forced = true}}}}, BundleId(1), bundle);
    plan.bundles[BundleId(1)] = bundle;
    peer().failover_loss = 30;
    policy_.adopt(now_, plan, view);
    EXPECT_TRUE(policy_.is_draining(TunnelId(1)));
    EXPECT_FALSE(policy_.is_draining(TunnelId(2))) << "its id was another tunnel's";
    EXPECT_EQ(policy_.failover(peer()), (policy::FailoverWish{FailoverMode::kTo, 2}));
    EXPECT_EQ(state(1), HW_TUNNEL_DOWN) << "set aside, with the whole wait before it";
}

TEST_F(PathPolicyTest, WeightsFollowTheLoadOfTheUplinks) {
    peer().weight_by_load = true;
    peer().tunnels[0].weight = 4;
    const auto weight = [this](uint32_t id) { return policy_.choices().tunnels.at(TunnelId(id)).weight; };
    EXPECT_EQ(weight(1), 4U);
    EXPECT_EQ(weight(2), 1U);
    std::map<std::string, policy::UplinkLoad> uplinks{{"wan1", {.bandwidth = 8'000'000}},
                                                      {"wan2", {.bandwidth = 8'000'000}}};
    for (int i = 0; i < 30; ++i) {
        uplinks["wan2"].sent_bytes += 850'000;
        policy_.take_load(now_ += 1s, uplinks);
    }
    EXPECT_EQ(weight(1), 16U);
    EXPECT_EQ(weight(2), 1U);
    ASSERT_EQ(events_.size(), 1U);
    EXPECT_EQ(events_[0].kind, "uplink");
    EXPECT_EQ(events_[0].uplink, "wan2");
    EXPECT_EQ(events_[0].state, "busy");
    EXPECT_EQ(events_[0].reason, "85 % of its bandwidth is in use");
}

TEST_F(PathPolicyTest, ARulesTunnelsArePreferredUsableAndWithinItsLimits) {
    RuleConfig voice{.name = "voice"};
    voice.limits.delay = 150ms;
    RuleConfig bulk{.name = "bulk", .uplinks = {"wan2"}};
    peer().rules = {voice, bulk};
    EXPECT_TRUE(policy_.choices().rules.empty()) << "not looked at yet";
    const auto members = [this](uint32_t rule) { return policy_.choices().rules.at({BundleId(1), rule}); };
    see();
    EXPECT_THAT(members(0), ElementsAre(TunnelId(1), TunnelId(2)));
    EXPECT_THAT(members(1), ElementsAre(TunnelId(2)));
    paths_[TunnelId(1)].probes.at(0).rtt = 200ms;
    see();
    EXPECT_THAT(members(0), ElementsAre(TunnelId(2)));
    EXPECT_EQ(events_.back().state, "beyond limits");
    EXPECT_THAT(events_.back().reason, HasSubstr("'voice'"));
    set(2, PathState::kDown);
    see();
    EXPECT_TRUE(members(0).empty());
    EXPECT_TRUE(members(1).empty());
    paths_[TunnelId(1)].probes.at(0).rtt = 20ms;
    see(12s);
    EXPECT_THAT(members(0), ElementsAre(TunnelId(1)));
}

TEST_F(PathPolicyTest, WhatIsNotConfiguredAnyMoreIsForgotten) {
    policy_.drain(TunnelId(1), true);
    policy_.forget(TunnelId(1));
    EXPECT_FALSE(policy_.is_draining(TunnelId(1)));
    EXPECT_EQ(policy_.choices(), PolicyChoices{});
}

}  // namespace
}  // namespace hawser::loader

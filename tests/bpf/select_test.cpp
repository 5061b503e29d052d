// SPDX-License-Identifier: BSD-2-Clause
#include <atomic>
#include <map>
#include <thread>

#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

constexpr unsigned kFlows = 1000;

class SelectTest : public DataPlaneTest {
 protected:
    [[nodiscard]] std::map<unsigned, uint32_t> tunnels_of_flows(unsigned count = kFlows,
                                                                unsigned first = 0) const {
        std::map<unsigned, uint32_t> tunnels;
        for (unsigned n = first; n < first + count; ++n)
            tunnels[n] = plane_->pinned(flow(n));
        return tunnels;
    }

    [[nodiscard]] static std::map<uint32_t, unsigned> count_by_tunnel(
        const std::map<unsigned, uint32_t>& flows) {
        std::map<uint32_t, unsigned> counts;
        for (const auto& [n, tunnel] : flows)
            ++counts[tunnel];
        return counts;
    }

    /// The tunnels that `count` flows never seen before take.
    std::map<uint32_t, unsigned> counts_of_new_flows(unsigned first, unsigned count = kFlows) {
        send_flows(count, first);
        return count_by_tunnel(tunnels_of_flows(count, first));
    }
};

using Counts = std::map<uint32_t, unsigned>;

TEST_F(SelectTest, LosingOneTunnelMovesItsFlowsAndNoOther) {
    make_tunnels(3);
    send_flows(kFlows);
    auto before = tunnels_of_flows();
    unsigned lost = count_by_tunnel(before)[2];
    plane_->set_state(2, HW_TUNNEL_DOWN);
    send_flows(kFlows);
    auto after = tunnels_of_flows();

    unsigned moved = 0;
    for (const auto& [n, tunnel] : before) {
        if (tunnel == 2) {
            EXPECT_NE(after[n], 2u);
            ++moved;
        } else {
            EXPECT_EQ(after[n], tunnel) << "flow " << n << " had nothing to do with tunnel 2";
        }
    }
    EXPECT_EQ(moved, lost);
    EXPECT_EQ(plane_->stats(2).flows_moved_away, lost);
    EXPECT_EQ(plane_->stats(1).flows_moved_away + plane_->stats(3).flows_moved_away, 0u);
    // Those that remain share the flows of the lost one.
    EXPECT_GT(count_by_tunnel(after)[1], count_by_tunnel(before)[1]);
    EXPECT_GT(count_by_tunnel(after)[3], count_by_tunnel(before)[3]);
}

TEST_F(SelectTest, TunnelThatComesBackTakesNewFlowsOnly) {
    make_tunnels(3);
    send_flows(kFlows);
    plane_->set_state(2, HW_TUNNEL_DOWN);
    send_flows(kFlows);
    auto before = tunnels_of_flows();
    plane_->set_state(2, HW_TUNNEL_UP);
    send_flows(kFlows);
    EXPECT_EQ(tunnels_of_flows(), before);
    EXPECT_GT(counts_of_new_flows(kFlows)[2], kFlows / 4);
}

class MemberCountTest : public SelectTest, public testing::WithParamInterface<uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Members, MemberCountTest, testing::Values(1, 2, 3, 5, 8, 16),
                         testing::PrintToStringParamName());

TEST_P(MemberCountTest, LastUsableTunnelIsFoundByEveryFlow) {
    make_tunnels(GetParam());
    send_flows(kFlows);
    for (uint32_t last : {uint32_t{1}, (GetParam() + 1) / 2, GetParam()}) {
        for (uint32_t id = 1; id <= GetParam(); ++id)
            plane_->set_state(id, id == last ? HW_TUNNEL_UP : HW_TUNNEL_DOWN);
        send_flows(kFlows);
        EXPECT_EQ(count_by_tunnel(tunnels_of_flows()), (Counts{{last, kFlows}})) << "pinned flows";
        EXPECT_EQ(counts_of_new_flows(kFlows * (last + 1)), (Counts{{last, kFlows}})) << "new flows";
    }
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_F(SelectTest, NewFlowsSpreadByWeight) {
    plane_->add_tunnel(1, {.weight = 1});
    plane_->add_tunnel(2, {.weight = 2});
    plane_->add_tunnel(3, {.weight = 5});
    plane_->build_rings();
    constexpr unsigned kMany = 8000;
    send_flows(kMany);
    auto counts = count_by_tunnel(tunnels_of_flows(kMany));
    // Five standard deviations of a fair draw.
    EXPECT_NEAR(counts[1], kMany * 1 / 8, 150);
    EXPECT_NEAR(counts[2], kMany * 2 / 8, 200);
    EXPECT_NEAR(counts[3], kMany * 5 / 8, 220);
    EXPECT_EQ(plane_->stats(3).flows_taken, counts[3]);
}

TEST_F(SelectTest, SurvivorsShareTheLostTunnelsFlowsByWeight) {
    plane_->add_tunnel(1, {.weight = 1});
    plane_->add_tunnel(2, {.weight = 4});
    plane_->add_tunnel(3, {.weight = 5, .state = HW_TUNNEL_DOWN});
    plane_->build_rings();
    constexpr unsigned kMany = 5000;
    send_flows(kMany);
    auto counts = count_by_tunnel(tunnels_of_flows(kMany));
    EXPECT_NEAR(counts[1], kMany / 5, 150);
    EXPECT_NEAR(counts[2], kMany * 4 / 5, 150);
}

TEST_F(SelectTest, OnlyTheBestTierWithAUsableTunnelTakesNewFlows) {
    plane_->add_tunnel(1, {.tier = 0});
    plane_->add_tunnel(2, {.tier = 0});
    plane_->add_tunnel(3, {.tier = 1});
    plane_->add_tunnel(4, {.tier = 1});
    plane_->add_tunnel(5, {.tier = 3});
    plane_->build_rings();
    auto first = counts_of_new_flows(0);
    EXPECT_EQ(first[1] + first[2], kFlows);

    plane_->set_state(1, HW_TUNNEL_DOWN);
    EXPECT_EQ(counts_of_new_flows(1000), (Counts{{2, kFlows}}));

    plane_->set_state(2, HW_TUNNEL_DOWN);
    auto second = counts_of_new_flows(2000);
    EXPECT_EQ(second[3] + second[4], kFlows);
    EXPECT_GT(second[3], kFlows / 3);
    EXPECT_GT(second[4], kFlows / 3);

    plane_->set_state(3, HW_TUNNEL_DOWN);
    plane_->set_state(4, HW_TUNNEL_DOWN);
    EXPECT_EQ(counts_of_new_flows(3000), (Counts{{5, kFlows}}));

    // A better tier returns: new flows go there, live ones stay where they are.
    plane_->set_state(1, HW_TUNNEL_UP);
    EXPECT_EQ(counts_of_new_flows(4000), (Counts{{1, kFlows}}));
    send_flows(kFlows, 3000);
    EXPECT_EQ(count_by_tunnel(tunnels_of_flows(kFlows, 3000)), (Counts{{5, kFlows}}));
}

TEST_F(SelectTest, DegradedKeepsItsFlowsAndTakesNewOnesOnlyWhenNothingInItsTierIsUp) {
    plane_->add_tunnel(1, {.tier = 0});
    plane_->add_tunnel(2, {.tier = 0});
    plane_->add_tunnel(3, {.tier = 1});
    plane_->build_rings();
    send_flows(kFlows);
    auto before = tunnels_of_flows();
    plane_->set_state(1, HW_TUNNEL_DEGRADED);
    send_flows(kFlows);
    EXPECT_EQ(tunnels_of_flows(), before);
    EXPECT_EQ(counts_of_new_flows(1000), (Counts{{2, kFlows}}));
    plane_->set_state(2, HW_TUNNEL_DOWN);
    EXPECT_EQ(counts_of_new_flows(2000), (Counts{{1, kFlows}}))
        << "degraded in tier 0 is better than up in tier 1";
}

TEST_F(SelectTest, DrainingKeepsItsFlowsAndTakesNewOnesOnlyBeforeNothing) {
    plane_->add_tunnel(1, {.tier = 0});
    plane_->add_tunnel(2, {.tier = 0});
    plane_->add_tunnel(3, {.tier = 1});
    plane_->build_rings();
    send_flows(kFlows);
    auto before = tunnels_of_flows();
    plane_->set_state(1, HW_TUNNEL_DRAINING);
    send_flows(kFlows);
    EXPECT_EQ(tunnels_of_flows(), before);
    EXPECT_EQ(counts_of_new_flows(1000), (Counts{{2, kFlows}}));
    plane_->set_state(2, HW_TUNNEL_DOWN);
    EXPECT_EQ(counts_of_new_flows(2000), (Counts{{3, kFlows}}))
        << "a worse tier is better than a draining tunnel";
    plane_->set_state(3, HW_TUNNEL_DOWN);
    EXPECT_EQ(counts_of_new_flows(3000), (Counts{{1, kFlows}})) << "a draining tunnel is better than none";
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_F(SelectTest, WithoutARingTheMembersDecide) {
    make_tunnels(3);
    plane_->remove_ring(0);
    auto counts = counts_of_new_flows(0);
    EXPECT_EQ(counts[1] + counts[2] + counts[3], kFlows);
    for (uint32_t id = 1; id <= 3; ++id)
        EXPECT_GT(counts[id], kFlows / 4);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_RING), kFlows);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_TUNNEL), 0u);
}

TEST_F(SelectTest, NewRingCountsFromTheNextNewFlowOn) {
    make_tunnels(3);
    for (unsigned n = 0; n < 60; ++n) {
        if (n % 20 == 0) plane_->fill_ring(0, 1 + n / 20);
        send_flows(1, n);
        EXPECT_EQ(plane_->pinned(flow(n)), 1 + n / 20);
    }
}

TEST_F(SelectTest, RingsAreReplacedWholeWhileFlowsComeIn) {
    make_tunnels(3);
    // Each ring sends all flows to one tunnel; a half-written one would show as a drop, or as tunnel 3.
    plane_->fill_ring(0, 1);
    std::atomic<bool> done = false;
    std::thread writer([&] {
        for (uint32_t i = 0; i < 40; ++i)
            plane_->fill_ring(0, 1 + i % 2);
        done = true;
    });
    unsigned flows = 0;
    while (!done && flows < 20000)
        send_flows(1, flows++);
    writer.join();
    auto counts = count_by_tunnel(tunnels_of_flows(flows));
    EXPECT_EQ(counts[1] + counts[2], flows);
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_F(SelectTest, RingsOfAllSizesAreUsed) {
    make_tunnels(3);
    unsigned first = 0;
    for (uint32_t slots : {1u, 2u, 7u, 1021u, HW_MAX_RING_SLOTS}) {
        plane_->fill_ring(0, 1 + first / 100 % 3, slots);
        EXPECT_EQ(counts_of_new_flows(first, 100), (Counts{{1 + first / 100 % 3, 100}})) << slots;
        first += 100;
    }
    plane_->build_rings(HW_MAX_RING_SLOTS);
    auto counts = counts_of_new_flows(first);
    for (uint32_t id = 1; id <= 3; ++id)
        EXPECT_NEAR(counts[id], kFlows / 3, 80);
    EXPECT_EQ(plane_->all_drops(), 0u);
}

TEST_F(SelectTest, RingWithoutSlotsIsNone) {
    make_tunnels(3);
    plane_->fill_ring(0, 1, 0);
    counts_of_new_flows(0, 10);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_RING), 10u);
}

TEST_F(SelectTest, SlotOfATunnelThatDoesNotExistIsNotUsed) {
    make_tunnels(3);
    plane_->fill_ring(0, 700);
    auto counts = counts_of_new_flows(0);
    EXPECT_EQ(counts[1] + counts[2] + counts[3], kFlows);
}

TEST_F(SelectTest, PinOnATunnelThatWasRemovedFindsAnother) {
    make_tunnels(2);
    hw_pin pin{};
    pin.tunnel = 700;
    pin.role = HW_PIN_OWNER;
    pin.bundle = kBundle;
    pin.generation = 1;
    plane_->set_pin(flow(1).key(), pin);
    plane_->set_state(700, HW_TUNNEL_UP);
    send_flows(1, 1);
    EXPECT_NE(plane_->pinned(flow(1)), 700u);
    EXPECT_EQ(plane_->pin(flow(1))->last_moved_from, 700u);
}

TEST_F(SelectTest, BundleProgramChoosesTheSameTunnelAsTheLanProgram) {
    make_tunnels(3);
    send_flows(100);
    auto before = tunnels_of_flows(100);
    for (unsigned n = 0; n < 100; ++n) {
        Bytes sent = flow(n).outgoing();
        Outcome run = plane_->bundle(sent);
        EXPECT_EQ(run.verdict, TC_ACT_REDIRECT);
        EXPECT_EQ(run.packet, sent) << "the stack has decremented the TTL already";
        EXPECT_EQ(plane_->pin(flow(n))->packets_out, 2u);
    }
    EXPECT_EQ(tunnels_of_flows(100), before);
}

TEST_F(SelectTest, ThousandsOfFlowsUseAllTunnelsOfAFullBundle) {
    make_tunnels(HW_MAX_MEMBERS);
    auto counts = counts_of_new_flows(0, 4000);
    EXPECT_EQ(counts.size(), size_t{HW_MAX_MEMBERS});
    for (const auto& [id, count] : counts)
        EXPECT_NEAR(count, 250, 80) << "tunnel " << id;
}

}  // namespace
}  // namespace hawser::bpf

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/kernel_map_port.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "loader/bpf/owned_fd.h"
#include "loader/plan/maglev.h"
#include "sandbox.h"

namespace hawser::loader {
namespace {

class KernelMapPortTest : public BpfSandbox {
 protected:
    void SetUp() override {
        BpfSandbox::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        auto opened = open(4096);
        ASSERT_TRUE(opened.ok()) << opened.error().text();
        object = std::move(*opened);
        apply(small_plan());
    }
    void TearDown() override {
        object.reset();
        BpfSandbox::TearDown();
    }

    void apply(const MapPlan& plan) {
        const Result<void> applied = object->maps().apply(diff(object->maps().read_plan().value(), plan));
        ASSERT_TRUE(applied.ok()) << applied.error().text();
    }
    [[nodiscard]] OwnedFd pinned(const char* name) const {
        return OwnedFd(bpf_obj_get((pin_dir + "/" + name).c_str()));
    }
    void add_pins(uint32_t count) {
        const OwnedFd map = pinned(HW_MAP_PINS4);
        for (uint32_t i = 0; i < count; ++i) {
            hw_flow4_key key{};
            std::memcpy(key.local_addr, &i, sizeof i);
            hw_pin pin{};
            pin.tunnel = 1 + i % 2;
            pin.packets_out = i;
            ASSERT_EQ(bpf_map_update_elem(map.get(), &key, &pin, BPF_ANY), 0);
        }
    }
    /// Gives every CPU the same counters.
    template <typename Counters>
    void set_per_cpu(const char* name, uint32_t index, const Counters& counters) {
        const std::vector<Counters> all(static_cast<size_t>(libbpf_num_possible_cpus()), counters);
        ASSERT_EQ(bpf_map_update_elem(pinned(name).get(), &index, all.data(), BPF_ANY), 0);
    }

    std::unique_ptr<BpfObject> object;
};

TEST_F(KernelMapPortTest, AllThatIsAppliedIsReadBack) {
    EXPECT_EQ(object->maps().read_plan().value(), small_plan());
}

TEST_F(KernelMapPortTest, AnEmptyPlanEmptiesTheMaps) {
    MapPlan empty;
    empty.config = small_plan().config;
    apply(empty);
    EXPECT_EQ(object->maps().read_plan().value(), empty);
}

TEST_F(KernelMapPortTest, ARingIsReplacedWholeByOneWriteOfTheOuterMap) {
    const uint32_t index = ring_index_of({BundleId(1), 0});
    const OwnedFd outer = pinned(HW_MAP_RINGS);
    uint32_t before = 0;
    ASSERT_EQ(bpf_map_lookup_elem(outer.get(), &index, &before), 0);
    MapPlan plan = small_plan();
    plan.rings[{BundleId(1), 0}] = maglev_ring({{TunnelId(1), 1}, {TunnelId(2), 1}});
    plan.rings[{BundleId(1), 3}] = maglev_ring({{TunnelId(2), 1}});
    apply(plan);
    uint32_t after = 0;
    ASSERT_EQ(bpf_map_lookup_elem(outer.get(), &index, &after), 0);
    EXPECT_NE(before, after) << "another inner map";
    EXPECT_EQ(object->maps().read_plan().value(), plan);
}

TEST_F(KernelMapPortTest, RingsOfEverySizeUpToTheLargestAreOneMapsAndNoOthers) {
    for (const size_t slots : {size_t{1}, size_t{211}, size_t{HW_MAX_RING_SLOTS}}) {
        MapPlan plan = small_plan();
        plan.rings[{BundleId(1), 1}] = Ring(slots, 2);
        apply(plan);
        EXPECT_EQ(object->maps().read_plan().value(), plan);
    }
    apply(small_plan());
    MapChanges changes;
    changes.rings.set.push_back({{BundleId(1), 0}, Ring(HW_MAX_RING_SLOTS + 1, 1)});
    EXPECT_FALSE(object->maps().apply(changes).ok());
    EXPECT_EQ(object->maps().read_plan().value(), small_plan());
}

TEST_F(KernelMapPortTest, TunnelsStartDownAndAStateIsOneEntry) {
    MapPort& maps = object->maps();
    EXPECT_EQ(
        maps.read_tunnel_states().value(),
        (std::map<TunnelId, hw_tunnel_state>{{TunnelId(1), HW_TUNNEL_DOWN}, {TunnelId(2), HW_TUNNEL_DOWN}}));
    ASSERT_TRUE(maps.set_tunnel_state(TunnelId(2), HW_TUNNEL_UP).ok());
    EXPECT_EQ(
        maps.read_tunnel_states().value(),
        (std::map<TunnelId, hw_tunnel_state>{{TunnelId(1), HW_TUNNEL_DOWN}, {TunnelId(2), HW_TUNNEL_UP}}));
    EXPECT_FALSE(maps.set_tunnel_state(TunnelId(0), HW_TUNNEL_UP).ok());
    EXPECT_FALSE(maps.set_tunnel_state(TunnelId(HW_MAX_TUNNELS), HW_TUNNEL_UP).ok());
}

TEST_F(KernelMapPortTest, AChangedTunnelKeepsItsStateAndARemovedOneIsDownWhenItComesBack) {
    MapPort& maps = object->maps();
    ASSERT_TRUE(maps.set_tunnel_state(TunnelId(1), HW_TUNNEL_UP).ok());
    MapPlan plan = small_plan();
    plan.tunnels[TunnelId(1)].mtu = 1300;
    apply(plan);
    EXPECT_EQ(maps.read_tunnel_states().value().at(TunnelId(1)), HW_TUNNEL_UP);
    set_per_cpu(HW_MAP_TUNNEL_STATS, 1, hw_tunnel_stats{5, 0, 0, 0, 0, 0, 0, 0});
    plan.tunnels.erase(TunnelId(1));
    apply(plan);
    EXPECT_FALSE(maps.read_tunnel_states().value().contains(TunnelId(1)));
    apply(small_plan());
    EXPECT_EQ(maps.read_tunnel_states().value().at(TunnelId(1)), HW_TUNNEL_DOWN);
    EXPECT_EQ(maps.read_tunnel_stats().value().at(TunnelId(1)).packets_out, 0U);
}

TEST_F(KernelMapPortTest, CountersAreSumsOverAllCpus) {
    set_per_cpu(HW_MAP_TUNNEL_STATS, 2, hw_tunnel_stats{1, 2, 3, 4, 5, 6, 7, 8});
    set_per_cpu(HW_MAP_DROPS, HW_DROP_TS_MISMATCH, hw_counter{10, 1000});
    const auto cpus = static_cast<uint64_t>(libbpf_num_possible_cpus());
    const std::map<TunnelId, hw_tunnel_stats> stats = object->maps().read_tunnel_stats().value();
    ASSERT_EQ(stats.size(), 2U);
    EXPECT_EQ(stats.at(TunnelId(2)).packets_out, cpus);
    EXPECT_EQ(stats.at(TunnelId(2)).probe_replies, 8 * cpus);
    EXPECT_EQ(stats.at(TunnelId(1)).packets_out, 0U);
    const DropCounters drops = object->maps().read_drops().value();
    EXPECT_EQ(drops[HW_DROP_TS_MISMATCH].packets, 10 * cpus);
    EXPECT_EQ(drops[HW_DROP_TS_MISMATCH].bytes, 1000 * cpus);
    EXPECT_EQ(drops[HW_DROP_NO_TUNNEL].packets, 0U);
}

TEST_F(KernelMapPortTest, PinsAreReadInBatchesEachOnce) {
    constexpr uint32_t kPins = 1000;
    add_pins(kPins);
    std::multiset<uint64_t> seen;
    unsigned batches = 0;
    for (std::optional<PinCursor> cursor = PinCursor{}; cursor; ++batches) {
        const Result<PinBatch> batch = object->maps().read_pins(*cursor, 100);
        ASSERT_TRUE(batch.ok()) << batch.error().text();
        ASSERT_LE(batch->pins.size(), 200U);
        for (const Pin& pin : batch->pins)
            seen.insert(pin.entry.packets_out);
        cursor = batch->next;
    }
    EXPECT_GE(batches, kPins / 200);
    ASSERT_EQ(seen.size(), kPins);
    EXPECT_EQ(std::set<uint64_t>(seen.begin(), seen.end()).size(), kPins);
}

TEST_F(KernelMapPortTest, APinIsFoundAndErasedByItsFlowInItsOwnMap) {
    const FlowKey flow{IpAddress::parse("2001:db8::1").value(), IpAddress::parse("2001:db8::2").value(), 1, 2,
                       6};
    const hw_flow6_key key = flow6_key_of(flow);
    hw_pin pin{};
    pin.tunnel = 7;
    ASSERT_EQ(bpf_map_update_elem(pinned(HW_MAP_NEW_PINS6).get(), &key, &pin, BPF_ANY), 0);
    MapPort& maps = object->maps();
    EXPECT_FALSE(maps.find_pin(PinTable::kProven6, flow).value().has_value());
    EXPECT_EQ(maps.find_pin(PinTable::kNew6, flow).value().value().tunnel, 7U);
    const PinBatch batch = maps.read_pins({}, 100).value();
    ASSERT_EQ(batch.pins.size(), 1U);
    EXPECT_EQ(batch.pins[0].table, PinTable::kNew6);
    EXPECT_EQ(batch.pins[0].flow, flow);
    EXPECT_FALSE(maps.erase_pin(PinTable::kProven6, flow).value());
    EXPECT_TRUE(maps.erase_pin(PinTable::kNew6, flow).value());
    EXPECT_FALSE(maps.erase_pin(PinTable::kNew6, flow).value());
}

TEST_F(KernelMapPortTest, WhatTheMapsHaveNoRoomForIsRefusedBeforeAnythingIsWritten) {
    MapPlan plan = small_plan();
    plan.tunnels[TunnelId(64)] = plan.tunnels[TunnelId(1)];
    plan.nets.clear();
    const Result<void> applied = object->maps().apply(diff(small_plan(), plan));
    ASSERT_FALSE(applied.ok());
    EXPECT_THAT(applied.error().text(), testing::HasSubstr("a restart of hawserd"));
    EXPECT_EQ(object->maps().read_plan().value(), small_plan());
}

TEST_F(KernelMapPortTest, NoPinsIsOneEmptyBatch) {
    const PinBatch batch = object->maps().read_pins({}, 100).value();
    EXPECT_TRUE(batch.pins.empty());
    EXPECT_FALSE(batch.next.has_value());
}

TEST_F(KernelMapPortTest, PinsSurviveANewDaemon) {
    add_pins(10);
    object.reset();
    auto again = open(4096);
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ((*again)->maps().read_pins({}, 100).value().pins.size(), 10U);
}

}  // namespace
}  // namespace hawser::loader

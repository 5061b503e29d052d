// SPDX-License-Identifier: BSD-2-Clause
#include <bpf/bpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

#include "loader/bpf/abi_keys.h"
#include "loader/bpf/abi_v1.h"
#include "loader/bpf/bpf_object.h"
#include "loader/bpf/owned_fd.h"
#include "sandbox.h"

namespace hawser::loader {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

IpAddress ip(const char* text) {
    return IpAddress::parse(text).value();
}

class MapUpgradeTest : public BpfSandbox {
 protected:
    [[nodiscard]] OwnedFd pinned(const char* name) const {
        return OwnedFd(bpf_obj_get((pin_dir + "/" + name).c_str()));
    }
    void put_pin(PinTable table, const FlowKey& flow, uint32_t tunnel) {
        hw_pin pin{};
        pin.tunnel = tunnel;
        const OwnedFd map = pinned(to_string(table));
        const hw_flow4_key v4 = flow.local.is_v4() ? flow4_key_of(flow) : hw_flow4_key{};
        const hw_flow6_key v6 = flow.local.is_v6() ? flow6_key_of(flow) : hw_flow6_key{};
        const void* key = flow.local.is_v4() ? static_cast<const void*>(&v4) : &v6;
        ASSERT_EQ(bpf_map_update_elem(map.get(), key, &pin, BPF_ANY), 0);
    }
    [[nodiscard]] static uint32_t tunnel_of(BpfObject& object, PinTable table, const FlowKey& flow) {
        const auto pin = object.maps().find_pin(table, flow);
        return pin.ok() && *pin ? (*pin)->tunnel : 0;
    }
    /// A map of version 1 under its name; the descriptor is the caller's.
    OwnedFd pin_v1(const char* name, uint32_t entries) {
        const MapShape shape = abi_v1::shape_of(name).value();
        bpf_map_create_opts options{};
        options.sz = sizeof options;
        options.map_flags = shape.flags;
        OwnedFd map(bpf_map_create(static_cast<bpf_map_type>(shape.type), "old", shape.key_size,
                                   shape.value_size, entries, &options));
        EXPECT_TRUE(map) << name;
        std::filesystem::create_directories(pin_dir);
        EXPECT_EQ(bpf_obj_pin(map.get(), (pin_dir + "/" + name).c_str()), 0) << name;
        return map;
    }
    template <typename Key, typename Value>
    static void put(const OwnedFd& map, const Key& key, const Value& value) {
        ASSERT_EQ(bpf_map_update_elem(map.get(), &key, &value, BPF_ANY), 0);
    }
    static abi_v1::FlowKey v1_flow(uint8_t family, uint8_t last) {
        abi_v1::FlowKey key{};
        key.bundle = 1;
        key.family = family;
        key.protocol = 6;
        key.local_addr[0] = 10;
        key.remote_addr[family == 4 ? 3 : 15] = last;
        return key;
    }

    const FlowKey one{ip("10.1.0.1"), ip("10.2.0.1"), 1000, 80, 6};
    const FlowKey two{ip("2001:db8:1::1"), ip("2001:db8:2::1"), 1000, 443, 6};
    const FlowKey late{ip("10.1.0.9"), ip("10.2.0.9"), 9, 9, 17};
};

TEST_F(MapUpgradeTest, AnotherCapacityIsANewMapWithTheFlowsAndTheOldOneStaysUntilItIsSettled) {
    ASSERT_TRUE(open(1024).ok());
    put_pin(PinTable::kProven4, one, 1);
    put_pin(PinTable::kProven6, two, 2);
    const uint32_t before = map_id(HW_MAP_PINS4);
    const uint32_t tunnels = map_id(HW_MAP_TUNNELS);
    auto object = open(4096);
    ASSERT_TRUE(object.ok()) << object.error().text();
    EXPECT_TRUE((*object)->adopted());
    EXPECT_EQ((*object)->flow_capacity(), 4096U);
    EXPECT_EQ(tunnel_of(**object, PinTable::kProven4, one), 1U);
    EXPECT_EQ(tunnel_of(**object, PinTable::kProven6, two), 2U);
    EXPECT_EQ(map_id(HW_MAP_PINS4), before) << "the old programs go on with it";
    EXPECT_EQ(map_id(HW_MAP_TUNNELS), tunnels);
    // What the old programs make and move until the new ones are attached.
    put_pin(PinTable::kProven4, late, 2);
    ASSERT_TRUE((*object)->settle().ok());
    EXPECT_NE(map_id(HW_MAP_PINS4), before);
    EXPECT_EQ(map_id(HW_MAP_TUNNELS), tunnels);
    EXPECT_EQ(tunnel_of(**object, PinTable::kProven4, late), 2U);
    EXPECT_THAT(logged, Contains(HasSubstr("1024 entries become 4096")));
}

TEST_F(MapUpgradeTest, SettlingOverwritesNoPinThatTheNewProgramsHave) {
    ASSERT_TRUE(open(1024).ok());
    put_pin(PinTable::kProven4, one, 1);
    auto object = open(2048);
    ASSERT_TRUE(object.ok()) << object.error().text();
    ASSERT_TRUE((*object)->maps().erase_pin(PinTable::kProven4, one).value());
    ASSERT_TRUE((*object)->settle().ok());
    EXPECT_EQ(tunnel_of(**object, PinTable::kProven4, one), 1U);
    put_pin(PinTable::kProven4, one, 2);
    ASSERT_TRUE((*object)->settle().ok());
    EXPECT_EQ(tunnel_of(**object, PinTable::kProven4, one), 2U) << "a second time does nothing";
}

TEST_F(MapUpgradeTest, AStartThatDiesBeforeItSettlesLeavesTheOldMaps) {
    ASSERT_TRUE(open(1024).ok());
    put_pin(PinTable::kProven4, one, 1);
    const uint32_t before = map_id(HW_MAP_PINS4);
    ASSERT_TRUE(open(4096).ok());
    EXPECT_EQ(map_id(HW_MAP_PINS4), before);
    auto again = open(1024);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(tunnel_of(**again, PinTable::kProven4, one), 1U);
}

TEST_F(MapUpgradeTest, FewerPlacesThanFlowsKeepAsManyAsFitAndSaySo) {
    ASSERT_TRUE(open(2048).ok());
    for (uint16_t port = 1; port <= 1500; ++port) {
        FlowKey flow = one;
        flow.local_port = port;
        put_pin(PinTable::kProven4, flow, 1);
    }
    auto object = open(1024);
    ASSERT_TRUE(object.ok()) << object.error().text();
    ASSERT_TRUE((*object)->settle().ok());
    EXPECT_THAT(logged, Contains(HasSubstr("476 entries of the map hw_pins4 did not fit")));
}

TEST_F(MapUpgradeTest, MapsOfVersion1AreTakenOverWithFlowsSelectorsAndStates) {
    {
        const uint32_t zero = 0;
        const uint32_t id = 1;
        put(pin_v1(HW_MAP_CONFIG, 1), zero, abi_v1::Config{1, HW_FORWARDING_FAST, 4711, 0});
        put(pin_v1(HW_MAP_TUNNELS, 1024), id, abi_v1::Tunnel{11, 101, 1, 1, 10, 1400});
        abi_v1::Bundle bundle{20, 1400, HW_BUNDLE_PEER_HAWSER, 1, {1}};
        put(pin_v1(HW_MAP_BUNDLES, 256), id, bundle);
        put(pin_v1(HW_MAP_TUNNEL_STATE, 1024), id, uint32_t{HW_TUNNEL_UP});
        const SelectorKey selector{TunnelId(1), HW_SELECTOR_REMOTE, IpPrefix::parse("10.2.0.0/16").value()};
        put(pin_v1(HW_MAP_SELECTORS, 65536), selector_key_of(selector), hw_selector_range{80, 90, 6, {}});
        const OwnedFd pins = pin_v1(abi_v1::kPinMap, 1024);
        abi_v1::Pin pin{};
        pin.tunnel = 5;
        pin.moves = 70000;
        pin.created_ns = 3'000'000'000;
        pin.packets_out = 2;
        put(pins, v1_flow(4, 7), pin);
        pin.packets_in = 1;
        put(pins, v1_flow(6, 8), pin);
    }
    auto object = open(1024);
    ASSERT_TRUE(object.ok()) << object.error().text();
    const MapPlan plan = (*object)->maps().read_plan().value();
    EXPECT_EQ(plan.config.abi_version, HW_ABI_VERSION);
    EXPECT_EQ(plan.config.hash_seed, 4711U);
    EXPECT_EQ(plan.tunnels.at(TunnelId(1)), (hw_tunnel{11, 101, 1, 1, 10, 1400, 0}));
    EXPECT_EQ(plan.bundles.at(BundleId(1)).failback_s, HW_FAILBACK_NEVER);
    EXPECT_EQ(plan.bundles.at(BundleId(1)).members[0], 1U);
    ASSERT_EQ(plan.selectors.size(), 1U);
    EXPECT_EQ(plan.selectors.begin()->second, (hw_selector{1, {{80, 90, 6, {}}}}));
    EXPECT_EQ((*object)->maps().read_tunnel_states().value().at(TunnelId(1)), HW_TUNNEL_UP);

    const PinBatch fresh = (*object)->maps().read_pins({PinTable::kNew4, {}}, 10).value();
    ASSERT_EQ(fresh.pins.size(), 1U) << "answered by nobody yet";
    EXPECT_EQ(fresh.pins[0].entry.tunnel, 5U);
    EXPECT_EQ(fresh.pins[0].entry.bundle, 1U);
    EXPECT_EQ(fresh.pins[0].entry.moves, 65535U);
    EXPECT_EQ(fresh.pins[0].entry.created_s, 3U);
    const PinBatch proven = (*object)->maps().read_pins({PinTable::kProven6, {}}, 10).value();
    ASSERT_EQ(proven.pins.size(), 1U);
    EXPECT_EQ(proven.pins[0].entry.flags, HW_PIN_PROVEN);

    EXPECT_THAT(pins(), Contains(abi_v1::kPinMap)) << "the old programs go on with it";
    ASSERT_TRUE((*object)->settle().ok());
    EXPECT_THAT(pins(), Not(Contains(abi_v1::kPinMap)));
    object->reset();
    auto again = open(1024);
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ((*again)->maps().read_plan().value(), plan);
}

TEST_F(MapUpgradeTest, AMapThatVersion1DidNotHaveSoIsRefused) {
    const uint32_t zero = 0;
    put(pin_v1(HW_MAP_CONFIG, 1), zero, abi_v1::Config{1, 0, 1, 0});
    const OwnedFd odd(bpf_map_create(BPF_MAP_TYPE_ARRAY, "odd", 4, 20, 1024, nullptr));
    ASSERT_EQ(bpf_obj_pin(odd.get(), (pin_dir + "/" + HW_MAP_TUNNELS).c_str()), 0);
    const auto object = open();
    ASSERT_FALSE(object.ok());
    EXPECT_THAT(object.error().text(), HasSubstr("hw_tunnels has value size 20, and this program needs 24"));
    EXPECT_THAT(object.error().text(), HasSubstr("hawserd --flush"));
}

}  // namespace
}  // namespace hawser::loader

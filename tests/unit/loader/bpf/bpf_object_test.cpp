// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/bpf_object.h"

#include <bpf/bpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "loader/bpf/owned_fd.h"
#include "sandbox.h"

namespace hawser::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;

class BpfObjectTest : public BpfSandbox {
 protected:
    /// Pins a map of the given figures under a map's name.
    void pin_other_map(const char* name, bpf_map_type type, uint32_t key, uint32_t value, uint32_t entries) {
        const OwnedFd map(bpf_map_create(type, "other", key, value, entries, nullptr));
        ASSERT_TRUE(map);
        std::filesystem::create_directories(pin_dir);
        ASSERT_EQ(bpf_obj_pin(map.get(), (pin_dir + "/" + name).c_str()), 0);
    }
    hw_config pinned_config() {
        const OwnedFd map(bpf_obj_get((pin_dir + "/" + HW_MAP_CONFIG).c_str()));
        hw_config config{};
        const uint32_t key = 0;
        EXPECT_EQ(bpf_map_lookup_elem(map.get(), &key, &config), 0);
        return config;
    }
};

/// Of this room: others pin theirs beside them.
const std::vector<std::string> kOurPins = {
    HW_MAP_BUNDLES,   HW_MAP_CONFIG,     HW_MAP_DROPS,     HW_MAP_IFACES,       HW_MAP_NETS4,
    HW_MAP_NETS6,     HW_MAP_PINS4,      HW_MAP_PINS6,     HW_MAP_NEW_PINS4,    HW_MAP_NEW_PINS6,
    HW_MAP_PROBE_IDS, HW_MAP_RINGS,      HW_MAP_SELECTORS, HW_MAP_TUNNEL_STATE, HW_MAP_TUNNEL_STATS,
    HW_MAP_TUNNELS,   HW_MAP_PIN_COUNTS, "prog/bundle",    "prog/lan",          "prog/tunnel"};

TEST_F(BpfObjectTest, LoadsAndPinsEverythingByName) {
    auto object = open(2048);
    ASSERT_TRUE(object.ok()) << object.error().text();
    EXPECT_FALSE((*object)->adopted());
    EXPECT_EQ((*object)->flow_capacity(), 2048U);
    EXPECT_THAT(pins(), IsSupersetOf(kOurPins));
    EXPECT_EQ(pinned_config().abi_version, HW_ABI_VERSION);
}

TEST_F(BpfObjectTest, ASecondStartAdoptsTheMapsWithTheirContents) {
    uint32_t seed = 0;
    {
        auto object = open();
        ASSERT_TRUE(object.ok()) << object.error().text();
        ASSERT_TRUE(
            (*object)->maps().apply(diff((*object)->maps().read_plan().value(), small_plan(77))).ok());
        seed = pinned_config().hash_seed;
    }
    const uint32_t pins_before = map_id(HW_MAP_PINS4);
    const uint32_t rings_before = map_id(HW_MAP_RINGS);
    auto again = open();
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_TRUE((*again)->adopted());
    EXPECT_EQ(map_id(HW_MAP_PINS4), pins_before);
    EXPECT_EQ(map_id(HW_MAP_RINGS), rings_before);
    EXPECT_EQ(pinned_config().hash_seed, seed);
    EXPECT_EQ((*again)->maps().read_plan().value(), small_plan(77));
}

TEST_F(BpfObjectTest, TwoAtATimeShareTheMaps) {
    auto one = open();
    auto other = open();
    ASSERT_TRUE(one.ok() && other.ok());
    ASSERT_TRUE((*one)->maps().apply(diff((*one)->maps().read_plan().value(), small_plan())).ok());
    EXPECT_EQ((*other)->maps().read_plan().value(), small_plan());
}

TEST_F(BpfObjectTest, WhatACrashLeftHalfMadeIsCompleted) {
    ASSERT_TRUE(open().ok());
    const uint32_t pins_before = map_id(HW_MAP_PINS4);
    std::filesystem::remove(pin_dir + "/" + HW_MAP_TUNNELS);
    std::filesystem::remove(pin_dir + "/prog/lan");
    auto object = open();
    ASSERT_TRUE(object.ok()) << object.error().text();
    EXPECT_THAT(pins(), IsSupersetOf(kOurPins));
    EXPECT_EQ(map_id(HW_MAP_PINS4), pins_before);
    ASSERT_TRUE((*object)->maps().apply(diff((*object)->maps().read_plan().value(), small_plan())).ok());
}

TEST_F(BpfObjectTest, AnotherAbiIsRefusedAndLeftAlone) {
    ASSERT_TRUE(open().ok());
    const OwnedFd map(bpf_obj_get((pin_dir + "/" + HW_MAP_CONFIG).c_str()));
    hw_config other{};
    other.abi_version = HW_ABI_VERSION + 1;
    const uint32_t key = 0;
    ASSERT_EQ(bpf_map_update_elem(map.get(), &key, &other, BPF_ANY), 0);
    const auto object = open();
    ASSERT_FALSE(object.ok());
    EXPECT_THAT(object.error().text(),
                HasSubstr("version 3 of the map ABI, and this program knows versions 1 and 2"));
    EXPECT_THAT(object.error().text(), HasSubstr("hawserd --flush"));
    EXPECT_EQ(pinned_config().abi_version, HW_ABI_VERSION + 1);
    EXPECT_THAT(pins(), IsSupersetOf(kOurPins));
}

TEST_F(BpfObjectTest, AnotherAbiIsNamedEvenIfTheLayoutDiffersToo) {
    pin_other_map(HW_MAP_CONFIG, BPF_MAP_TYPE_ARRAY, 4, 64, 1);
    const OwnedFd map(bpf_obj_get((pin_dir + "/" + HW_MAP_CONFIG).c_str()));
    const uint32_t key = 0;
    const uint32_t value[16] = {9};
    ASSERT_EQ(bpf_map_update_elem(map.get(), &key, value, BPF_ANY), 0);
    const auto object = open();
    ASSERT_FALSE(object.ok());
    EXPECT_THAT(object.error().text(), HasSubstr("version 9 of the map ABI"));
}

TEST_F(BpfObjectTest, AnotherLayoutIsRefusedByNameAndFigureAndNothingIsPinned) {
    pin_other_map(HW_MAP_TUNNELS, BPF_MAP_TYPE_ARRAY, 4, 20, HW_MAX_TUNNELS);
    const auto object = open();
    ASSERT_FALSE(object.ok());
    EXPECT_THAT(object.error().text(), HasSubstr("hw_tunnels has value size 20, and this program needs 28"));
    EXPECT_THAT(pins(), ElementsAre(HW_MAP_TUNNELS));
}

TEST_F(BpfObjectTest, AnotherTypeIsRefused) {
    pin_other_map(HW_MAP_PINS4, BPF_MAP_TYPE_LRU_HASH, sizeof(hw_flow4_key), sizeof(hw_pin), 1024);
    EXPECT_THAT(open().error().text(), HasSubstr("hw_pins4 has type"));
    EXPECT_THAT(pins(), ElementsAre(HW_MAP_PINS4));
}

TEST_F(BpfObjectTest, WithoutABpfFileSystemItSaysHowToMountOne) {
    BpfOptions options;
    options.pin_dir = "/tmp/hawser-not-bpffs/deeper";
    const auto object = BpfObject::open(options);
    ASSERT_FALSE(object.ok());
    EXPECT_THAT(object.error().text(), HasSubstr("mount -t bpf bpf /sys/fs/bpf"));
    EXPECT_FALSE(std::filesystem::exists("/tmp/hawser-not-bpffs"));
}

TEST_F(BpfObjectTest, AMapThatTheKernelCannotMakeIsAnErrorThatSaysWhich) {
    const auto object = open(0xffffffffU);
    ASSERT_FALSE(object.ok());
    EXPECT_THAT(object.error().text(), HasSubstr("pins4"));
    EXPECT_NE(object.error().error_number(), 0);
    EXPECT_THAT(pins(), IsEmpty());
}

TEST_F(BpfObjectTest, EveryDeploymentHasItsOwnSeed) {
    ASSERT_TRUE(open().ok());
    const uint32_t first = pinned_config().hash_seed;
    ASSERT_TRUE(remove_all(pin_dir, {}).ok());
    ASSERT_TRUE(open().ok());
    EXPECT_NE(pinned_config().hash_seed, first);
}

TEST_F(BpfObjectTest, RemoveAllLeavesNothingAndMayBeRepeated) {
    const uint32_t lan = add_veth("lan0");
    {
        auto object = open();
        ASSERT_TRUE(object.ok()) << object.error().text();
        ASSERT_TRUE((*object)->programs().attach({Hook::kLan, lan}).ok());
        ASSERT_TRUE((*object)->programs().attach({Hook::kBundle, lan}).ok());
        ASSERT_TRUE((*object)->maps().apply(diff((*object)->maps().read_plan().value(), small_plan())).ok());
    }
    const uint32_t pins_map = map_id(HW_MAP_PINS4);
    ASSERT_TRUE(remove_all(pin_dir, {}).ok());
    EXPECT_FALSE(std::filesystem::exists(pin_dir));
    EXPECT_EQ(output_of("tc qdisc show dev lan0 clsact"), "");
    EXPECT_EQ(output_of("tc filter show dev lan0 ingress"), "");
    // The kernel frees a map some time after its last user has gone.
    for (int i = 0; i < 500 && OwnedFd(bpf_map_get_fd_by_id(pins_map)); ++i)
        ::usleep(10000);
    EXPECT_LT(bpf_map_get_fd_by_id(pins_map), 0);
    EXPECT_TRUE(remove_all(pin_dir, {}).ok());
}

TEST_F(BpfObjectTest, RemoveAllDoesNotTouchAFolderThatIsNotOnABpfFileSystem) {
    const std::string folder = mount_point + "-plain";
    std::filesystem::create_directories(folder + "/kept");
    EXPECT_TRUE(remove_all(folder, {}).ok());
    EXPECT_TRUE(std::filesystem::exists(folder + "/kept"));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace hawser::loader

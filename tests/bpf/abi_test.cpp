// SPDX-License-Identifier: BSD-2-Clause
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <cstddef>
#include <cstring>
#include <map>

#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

/// The layouts that this side compiled against those in the object's BTF. Needs neither root nor BPF in the
/// kernel.
class AbiTest : public testing::Test {
 protected:
    void SetUp() override {
        skeleton_ = hawser_bpf__open();
        ASSERT_NE(skeleton_, nullptr);
        btf_ = bpf_object__btf(skeleton_->obj);
        ASSERT_NE(btf_, nullptr);
    }
    void TearDown() override { hawser_bpf__destroy(skeleton_); }

    const btf_type* structure(const char* name) {
        int id = btf__find_by_name_kind(btf_, name, BTF_KIND_STRUCT);
        return id > 0 ? btf__type_by_id(btf_, static_cast<__u32>(id)) : nullptr;
    }

    void expect_size(const char* name, size_t size) {
        const btf_type* type = structure(name);
        ASSERT_NE(type, nullptr) << name;
        EXPECT_EQ(type->size, size) << name;
    }

    void expect_offset(const char* name, const char* field, size_t offset) {
        const btf_type* type = structure(name);
        ASSERT_NE(type, nullptr) << name;
        const btf_member* members = btf_members(type);
        for (int i = 0; i < btf_vlen(type); ++i) {
            if (std::strcmp(btf__name_by_offset(btf_, members[i].name_off), field) != 0) continue;
            EXPECT_EQ(members[i].offset, offset * 8) << name << "." << field;
            return;
        }
        ADD_FAILURE() << name << " has no field " << field;
    }

    hawser_bpf* skeleton_ = nullptr;
    const btf* btf_ = nullptr;
};

#define EXPECT_SAME_SIZE(type) expect_size(#type, sizeof(type))
#define EXPECT_SAME_OFFSET(type, field) expect_offset(#type, #field, offsetof(type, field))

TEST_F(AbiTest, StructuresHaveTheSameSize) {
    EXPECT_SAME_SIZE(hw_config);
    EXPECT_SAME_SIZE(hw_net4_key);
    EXPECT_SAME_SIZE(hw_net6_key);
    EXPECT_SAME_SIZE(hw_net);
    EXPECT_SAME_SIZE(hw_bundle);
    EXPECT_SAME_SIZE(hw_tunnel);
    EXPECT_SAME_SIZE(hw_iface);
    EXPECT_SAME_SIZE(hw_selector_key);
    EXPECT_SAME_SIZE(hw_selector);
    EXPECT_SAME_SIZE(hw_flow4_key);
    EXPECT_SAME_SIZE(hw_flow6_key);
    EXPECT_SAME_SIZE(hw_pin);
    EXPECT_SAME_SIZE(hw_tunnel_watch);
    EXPECT_SAME_SIZE(hw_bundle_watch);
    EXPECT_SAME_SIZE(hw_event);
    EXPECT_SAME_SIZE(hw_counter);
    EXPECT_SAME_SIZE(hw_tunnel_stats);
}

TEST_F(AbiTest, FieldsStandInTheSamePlaces) {
    EXPECT_SAME_OFFSET(hw_config, hash_seed);
    EXPECT_SAME_OFFSET(hw_bundle, members);
    EXPECT_SAME_OFFSET(hw_tunnel, bundle);
    EXPECT_SAME_OFFSET(hw_tunnel, mtu);
    EXPECT_SAME_OFFSET(hw_selector_key, side);
    EXPECT_SAME_OFFSET(hw_selector_key, addr);
    EXPECT_SAME_OFFSET(hw_selector, ranges);
    EXPECT_SAME_OFFSET(hw_config, generation);
    EXPECT_SAME_OFFSET(hw_config, idle_s);
    EXPECT_SAME_OFFSET(hw_bundle, failback_s);
    EXPECT_SAME_OFFSET(hw_flow4_key, remote_addr);
    EXPECT_SAME_OFFSET(hw_flow4_key, remote_port);
    EXPECT_SAME_OFFSET(hw_flow4_key, protocol);
    EXPECT_SAME_OFFSET(hw_flow6_key, remote_addr);
    EXPECT_SAME_OFFSET(hw_flow6_key, protocol);
    EXPECT_SAME_OFFSET(hw_pin, role);
    EXPECT_SAME_OFFSET(hw_pin, strays);
    EXPECT_SAME_OFFSET(hw_pin, last_moved_from);
    EXPECT_SAME_OFFSET(hw_pin, created_s);
    EXPECT_SAME_OFFSET(hw_pin, last_seen_ns);
    EXPECT_SAME_OFFSET(hw_pin, packets_in);
    EXPECT_SAME_OFFSET(hw_tunnel_watch, suspect_ns);
    EXPECT_SAME_OFFSET(hw_event, remote_addr);
    EXPECT_SAME_OFFSET(hw_tunnel_stats, probe_replies);
}

TEST_F(AbiTest, EveryMapHasNamedTypesAndItsName) {
    const char* names[] = {HW_MAP_CONFIG,       HW_MAP_NETS4,        HW_MAP_NETS6,        HW_MAP_BUNDLES,
                           HW_MAP_RINGS,        HW_MAP_TUNNELS,      HW_MAP_TUNNEL_STATE, HW_MAP_IFACES,
                           HW_MAP_SELECTORS,    HW_MAP_PROBE_IDS,    HW_MAP_PINS4,        HW_MAP_PINS6,
                           HW_MAP_NEW_PINS4,    HW_MAP_NEW_PINS6,    HW_MAP_DROPS,        HW_MAP_PIN_COUNTS,
                           HW_MAP_TUNNEL_WATCH, HW_MAP_BUNDLE_WATCH, HW_MAP_EVENTS,       HW_MAP_LISTENER,
                           HW_MAP_TUNNEL_STATS};
    const bpf_map* map;
    bpf_object__for_each_map(map, skeleton_->obj) {
        if (bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF || bpf_map__is_internal(map))
            continue;  // may have none
        EXPECT_NE(bpf_map__btf_key_type_id(map), 0u) << bpf_map__name(map);
        bool rings = bpf_map__type(map) == BPF_MAP_TYPE_ARRAY_OF_MAPS;
        EXPECT_EQ(bpf_map__btf_value_type_id(map) == 0, rings) << bpf_map__name(map);
    }
    for (const char* name : names)
        EXPECT_NE(bpf_object__find_map_by_name(skeleton_->obj, name), nullptr) << name;
}

}  // namespace
}  // namespace hawser::bpf

// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/maps-tool/fabricated_maps.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <sstream>

#include "maps-tool/run.h"

namespace hawser::maps {

void FabricatedMaps::SetUp() {
    std::string pattern = testing::TempDir() + "hawser-maps-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    mount_point_ = pattern;
    folder = mount_point_ + "/hawser";
    const bool mounted = unshare(CLONE_NEWNS) == 0 &&
                         mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                         mount("bpf", mount_point_.c_str(), "bpf", 0, nullptr) == 0;
    if (!mounted) GTEST_SKIP() << "no BPF file system of our own: " << std::strerror(errno);
    ASSERT_EQ(mkdir(folder.c_str(), 0700), 0) << std::strerror(errno);
}

void FabricatedMaps::TearDown() {
    for (const auto& [name, fd] : fds_)
        close(fd);
    umount2(mount_point_.c_str(), MNT_DETACH);
    rmdir(mount_point_.c_str());
}

void FabricatedMaps::make(const std::string& name, uint32_t type, uint32_t key_size, uint32_t value_size,
                          uint32_t max_entries) {
    LIBBPF_OPTS(bpf_map_create_opts, options);
    if (type == BPF_MAP_TYPE_LPM_TRIE) options.map_flags = BPF_F_NO_PREALLOC;
    if (type == BPF_MAP_TYPE_HASH && value_size == sizeof(hw_pin)) options.map_flags = BPF_F_NO_PREALLOC;
    // With this flag inner maps may be of any size.
    LIBBPF_OPTS(bpf_map_create_opts, ring_options, .map_flags = BPF_F_INNER_MAP);
    int inner = -1;
    if (type == BPF_MAP_TYPE_ARRAY_OF_MAPS) {
        inner = bpf_map_create(BPF_MAP_TYPE_ARRAY, "hw_ring", 4, 4, 1, &ring_options);
        ASSERT_GE(inner, 0) << std::strerror(-inner);
        options.inner_map_fd = static_cast<uint32_t>(inner);
    }
    const int fd = bpf_map_create(static_cast<bpf_map_type>(type), name.c_str(), key_size, value_size,
                                  max_entries, &options);
    if (inner >= 0) close(inner);
    ASSERT_GE(fd, 0) << name << ": " << std::strerror(-fd);
    fds_[name] = fd;
    ASSERT_EQ(bpf_obj_pin(fd, (folder + "/" + name).c_str()), 0) << name;
}

void FabricatedMaps::make_all() {
    make(HW_MAP_CONFIG, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_config), 1);
    make(HW_MAP_NETS4, BPF_MAP_TYPE_LPM_TRIE, sizeof(hw_net4_key), sizeof(hw_net), 64);
    make(HW_MAP_NETS6, BPF_MAP_TYPE_LPM_TRIE, sizeof(hw_net6_key), sizeof(hw_net), 64);
    make(HW_MAP_BUNDLES, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_bundle), kBundles);
    make(HW_MAP_RINGS, BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, kBundles * HW_MAX_TIERS);
    make(HW_MAP_TUNNELS, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_tunnel), kTunnels);
    make(HW_MAP_TUNNEL_STATE, BPF_MAP_TYPE_ARRAY, 4, 4, kTunnels);
    make(HW_MAP_IFACES, BPF_MAP_TYPE_HASH, 4, sizeof(hw_iface), 64);
    make(HW_MAP_SELECTORS, BPF_MAP_TYPE_LPM_TRIE, sizeof(hw_selector_key), sizeof(hw_selector), 64);
    make(HW_MAP_PROBE_IDS, BPF_MAP_TYPE_HASH, 4, 4, 64);
    make(HW_MAP_TUNNEL_WATCH, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_tunnel_watch), kTunnels);
    make(HW_MAP_BUNDLE_WATCH, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_bundle_watch), kBundles);
    make(HW_MAP_IF_IDS, BPF_MAP_TYPE_HASH, 4, 4, 64);
    make(HW_MAP_RULE_SETS, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_rule_set), kBundles);
    make(HW_MAP_MATCHES, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_match), 16);
    make(HW_MAP_RULES, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_rule), 16);
    make(HW_MAP_PINS4, BPF_MAP_TYPE_HASH, sizeof(hw_flow4_key), sizeof(hw_pin), 16384);
    make(HW_MAP_PINS6, BPF_MAP_TYPE_HASH, sizeof(hw_flow6_key), sizeof(hw_pin), 16384);
    make(HW_MAP_NEW_PINS4, BPF_MAP_TYPE_LRU_HASH, sizeof(hw_flow4_key), sizeof(hw_pin), 1024);
    make(HW_MAP_NEW_PINS6, BPF_MAP_TYPE_LRU_HASH, sizeof(hw_flow6_key), sizeof(hw_pin), 1024);
    make(HW_MAP_FRAGMENTS, BPF_MAP_TYPE_LRU_HASH, sizeof(hw_fragment_key), sizeof(hw_fragment), 64);
    make(HW_MAP_DROPS, BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(hw_counter), HW_DROP_COUNT);
    make(HW_MAP_TUNNEL_STATS, BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(hw_tunnel_stats), kTunnels);
    make(HW_MAP_PIN_COUNTS, BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(uint64_t), HW_PIN_COUNT_COUNT);
    make(HW_MAP_EVENTS, BPF_MAP_TYPE_RINGBUF, 0, 0, 4096);
    make(HW_MAP_LISTENER, BPF_MAP_TYPE_ARRAY, 4, sizeof(uint64_t), 1);
    make_uplink_maps();
    hw_config config{};
    config.abi_version = HW_ABI_VERSION;
    config.forwarding = HW_FORWARDING_FAST;
    config.hash_seed = 0xabc;
    put(HW_MAP_CONFIG, uint32_t{0}, config);
}

void FabricatedMaps::make_uplink_maps() {
    make(HW_MAP_STAMP, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_stamp), 1);
    make(HW_MAP_OUTERS, BPF_MAP_TYPE_HASH, sizeof(hw_outer_key), 4, 64);
    make(HW_MAP_SPIS, BPF_MAP_TYPE_HASH, sizeof(hw_spi_key), sizeof(hw_spi), 64);
    make(HW_MAP_TUNNEL_UPLINKS, BPF_MAP_TYPE_HASH, 4, 4, 64);
    make(HW_MAP_STRAYS, BPF_MAP_TYPE_LRU_HASH, sizeof(hw_stray_key), sizeof(hw_stray), 64);
    make(HW_MAP_XDP, BPF_MAP_TYPE_HASH, 4, sizeof(hw_xdp), 64);
    make(HW_MAP_XDP_CPUS, BPF_MAP_TYPE_CPUMAP, 4, sizeof(bpf_cpumap_val), 1);
    make(HW_MAP_XDP_SPREAD, BPF_MAP_TYPE_PERCPU_ARRAY, 4, sizeof(uint64_t), 8);
    make(HW_MAP_IKE_SOURCES, BPF_MAP_TYPE_LRU_HASH, sizeof(hw_ike_source), sizeof(hw_bucket), 64);
}

void FabricatedMaps::put_flow(const Flow& flow) {
    if (flow.name.local.is_v6())
        put(std::string(flow.map), key6_of(flow.name), flow.pin);
    else
        put(std::string(flow.map), key4_of(flow.name), flow.pin);
}

void FabricatedMaps::put_bytes(const std::string& name, const void* key, const void* value) {
    const int error = bpf_map_update_elem(fds_.at(name), key, value, BPF_ANY);
    ASSERT_EQ(error, 0) << name << ": " << std::strerror(-error);
}

void FabricatedMaps::put_ring(uint32_t bundle, uint32_t tier, const std::vector<uint32_t>& slots) {
    const auto count = static_cast<uint32_t>(slots.size());
    LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_INNER_MAP);
    const int ring = bpf_map_create(BPF_MAP_TYPE_ARRAY, "hw_ring", 4, 4, count + 1, &options);
    ASSERT_GE(ring, 0) << std::strerror(-ring);
    const uint32_t first = 0;
    ASSERT_EQ(bpf_map_update_elem(ring, &first, &count, BPF_ANY), 0);
    for (uint32_t slot = 1; slot <= count; ++slot)
        ASSERT_EQ(bpf_map_update_elem(ring, &slot, &slots[slot - 1], BPF_ANY), 0);
    put(HW_MAP_RINGS, bundle * HW_MAX_TIERS + tier, ring);
    close(ring);
}

size_t FabricatedMaps::cpus() {
    return static_cast<size_t>(libbpf_num_possible_cpus());
}

FabricatedMaps::Outcome FabricatedMaps::run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--pin-dir", folder});
    std::ostringstream out;
    std::ostringstream err;
    const int status = maps::run(arguments, kNow, out, err);
    return {status, out.str(), err.str()};
}

}  // namespace hawser::maps

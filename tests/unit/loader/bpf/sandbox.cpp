// SPDX-License-Identifier: BSD-2-Clause
#include "sandbox.h"

#include <bpf/bpf.h>
#include <net/if.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "loader/bpf/owned_fd.h"
#include "loader/plan/maglev.h"

namespace hawser::loader {

bool run(const std::string& command) {
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

std::string output_of(const std::string& command) {
    std::string text;
    FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
    if (pipe == nullptr) return text;
    std::array<char, 4096> buffer{};
    while (const size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
        text.append(buffer.data(), got);
    ::pclose(pipe);
    return text;
}

void BpfSandbox::SetUp() {
    if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) {
        GTEST_SKIP() << "no private namespaces: " << std::strerror(errno);
    }
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
        GTEST_SKIP() << "mounts cannot be made private: " << std::strerror(errno);
    }
    std::string folder = testing::TempDir() + "hawser-bpf-" + std::string(6, 'X');
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    mount_point = folder;
    if (::mount("bpf", folder.c_str(), "bpf", 0, nullptr) != 0) {
        GTEST_SKIP() << "no BPF file system: " << std::strerror(errno);
    }
    mounted_ = true;
    pin_dir = mount_point + "/hawser";
    const OwnedFd map(bpf_map_create(BPF_MAP_TYPE_ARRAY, "probe", 4, 4, 1, nullptr));
    if (!map) GTEST_SKIP() << "no BPF maps: " << std::strerror(errno);
}

void BpfSandbox::TearDown() {
    if (mounted_) ::umount2(mount_point.c_str(), MNT_DETACH);
    if (!mount_point.empty()) ::rmdir(mount_point.c_str());
}

Result<std::unique_ptr<BpfObject>> BpfSandbox::open(uint32_t flow_capacity) {
    BpfOptions options;
    options.pin_dir = pin_dir;
    options.needs = {
        .tunnels = 2, .bundles = 1, .interfaces = 5, .rules = 1, .matches = 1, .flows = flow_capacity};
    options.log = [this](BpfLogLevel, std::string_view line) { logged.emplace_back(line); };
    return BpfObject::open(options);
}

uint32_t BpfSandbox::add_veth(const std::string& name) {
    EXPECT_TRUE(run("ip link add " + name + " type veth peer name " + name + "p"));
    return ::if_nametoindex(name.c_str());
}

std::vector<std::string> BpfSandbox::pins() const {
    std::vector<std::string> names;
    std::error_code failure;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(pin_dir, failure)) {
        if (!entry.is_directory()) names.push_back(entry.path().lexically_relative(pin_dir).string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

uint32_t BpfSandbox::map_id(const std::string& name) const {
    const OwnedFd fd(bpf_obj_get((pin_dir + "/" + name).c_str()));
    bpf_map_info info{};
    uint32_t length = sizeof info;
    EXPECT_EQ(bpf_obj_get_info_by_fd(fd.get(), &info, &length), 0) << name;
    return info.id;
}

MapPlan small_plan(uint32_t seed) {
    const auto net = [](const char* text) { return IpPrefix::parse(text).value(); };
    MapPlan plan;
    plan.config.abi_version = HW_ABI_VERSION;
    plan.config.forwarding = HW_FORWARDING_FAST;
    plan.config.hash_seed = seed;
    plan.nets[net("10.2.0.0/16")] = hw_net{1, 0};
    plan.nets[net("10.2.9.9/32")] = hw_net{0, HW_NET_LOCAL};
    plan.nets[net("2001:db8:2::/48")] = hw_net{1, 0};
    plan.nets[net("::/0")] = hw_net{1, 0};
    plan.tunnels[TunnelId(1)] = hw_tunnel{11, 1, 1, 0, 10, 1400, 0};
    plan.tunnels[TunnelId(2)] = hw_tunnel{12, 2, 1, 0, 30, 1400, 0};
    hw_bundle bundle{};
    bundle.ifindex = 20;
    bundle.mtu = 1400;
    bundle.member_count = 2;
    bundle.members[0] = 1;
    bundle.members[1] = 2;
    plan.bundles[BundleId(1)] = bundle;
    plan.rings[{BundleId(1), 0}] = maglev_ring({{TunnelId(1), 10}, {TunnelId(2), 30}});
    plan.ifaces[11] = hw_iface{HW_ROLE_TUNNEL, 1};
    plan.ifaces[20] = hw_iface{HW_ROLE_BUNDLE, 1};
    plan.selectors[{TunnelId(1), HW_SELECTOR_REMOTE, net("10.2.0.0/16")}] =
        hw_selector{1, {{0, 65535, 0, {}}}};
    plan.selectors[{TunnelId(1), HW_SELECTOR_LOCAL, net("2001:db8:1::/48")}] =
        hw_selector{1, {{80, 443, 6, {}}}};
    plan.probe_ids[0xa001] = TunnelId(1);
    plan.rule_sets[BundleId(1)] = hw_rule_set{0, 1, 1, 1};
    plan.matches[0].rule = 1;
    plan.rules[1].bundle = 1;
    plan.rules[1].member_count = 1;
    plan.rules[1].members[0] = 2;
    plan.rings[{BundleId(1), 0, 1}] = maglev_ring({{TunnelId(2), 30}});
    return plan;
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/maps-tool/predicted_flows.h"

#include <bpf/libbpf.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <sstream>

#include "maps-tool/run.h"
#include "maps-tool/words.h"

namespace hawser::maps {

void LiveMaps::SetUp() {
    DataPlaneTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    std::string pattern = testing::TempDir() + "hawser-live-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    mount_point_ = pattern;
    const bool mounted = unshare(CLONE_NEWNS) == 0 &&
                         mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                         mount("bpf", mount_point_.c_str(), "bpf", 0, nullptr) == 0;
    if (!mounted) GTEST_SKIP() << "no BPF file system of our own: " << std::strerror(errno);
    folder = mount_point_ + "/hawser";
    ASSERT_EQ(mkdir(folder.c_str(), 0700), 0) << std::strerror(errno);
    pin_maps();
}

void LiveMaps::pin_maps() {
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, plane_->skeleton().obj) {
        const std::string name = bpf_map__name(map);
        if (name.rfind("hw_", 0) != 0) continue;
        ASSERT_EQ(bpf_map__pin(map, (folder + "/" + name).c_str()), 0) << name;
    }
}

void LiveMaps::TearDown() {
    plane_.reset();
    if (mount_point_.empty()) return;
    umount2(mount_point_.c_str(), MNT_DETACH);
    rmdir(mount_point_.c_str());
}

uint64_t LiveMaps::now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

LiveMaps::Outcome LiveMaps::run(std::vector<std::string> arguments, const std::function<bool()>& stop) const {
    arguments.insert(arguments.begin(), {"--pin-dir", folder});
    std::ostringstream out;
    std::ostringstream err;
    const int status = maps::run(arguments, now_ns(), out, err, stop);
    return {status, out.str(), err.str()};
}

Json LiveMaps::ask(const bpf::Flow& flow) const {
    std::vector<std::string> words{"-j",
                                   "flow",
                                   "get",
                                   flow.local,
                                   flow.remote,
                                   protocol_name(flow.protocol),
                                   std::to_string(flow.local_port)};
    if (flow.protocol == IPPROTO_TCP || flow.protocol == IPPROTO_UDP)
        words.push_back(std::to_string(flow.remote_port));
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return Json::parse(outcome.out, nullptr, false);
}

uint32_t LiveMaps::predicted(const bpf::Flow& flow) const {
    const Json tunnel = ask(flow)["answer"]["tunnel"];
    return tunnel.is_null() ? 0 : tunnel.get<uint32_t>();
}

uint32_t LiveMaps::taken(const bpf::Flow& flow) {
    const int verdict = plane_->lan(flow.outgoing()).verdict;
    return verdict == TC_ACT_REDIRECT ? plane_->pinned(flow) : 0;
}

}  // namespace hawser::maps

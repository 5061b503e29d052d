// SPDX-License-Identifier: BSD-2-Clause
#include "loader/xdp/kernel_xdp_port.h"

#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "loader/bpf/map_table.h"
#include "loader/xdp/interface_facts.h"

namespace hawser::loader {
namespace {

bool run(const char* command) {
    return std::system(command) == 0;
}

/// A veth pair in namespaces and on a BPF file system of this test's own: libxdp keeps its pins there too.
class KernelXdpPortTest : public testing::TestWithParam<XdpMode> {
 protected:
    void SetUp() override {
        if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0 ||
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("sysfs", "/sys", "sysfs", 0, nullptr) != 0 ||
            ::mount("bpf", "/sys/fs/bpf", "bpf", 0, nullptr) != 0)
            GTEST_SKIP() << "no private namespaces: " << std::strerror(errno);
        ASSERT_TRUE(
            run("ip link add wan1 type veth peer name far && ip link set wan1 up && ip link set far up"));
        ASSERT_TRUE(PinDir(HW_PIN_DIR).create());
        ifindex_ = ::if_nametoindex("wan1");
    }

    [[nodiscard]] static bool kernel_shows_a_program() {
        return run("ip -d link show dev wan1 | grep -q 'prog/xdp'");
    }

    KernelXdpPort port_;
    uint32_t ifindex_ = 0;
};

INSTANTIATE_TEST_SUITE_P(, KernelXdpPortTest, testing::Values(XdpMode::kNative, XdpMode::kGeneric),
                         [](const auto& one) { return std::string(to_string(one.param)); });

TEST_P(KernelXdpPortTest, ProgramIsAttachedReplacedAndTakenOff) {
    EXPECT_FALSE(*port_.is_attached(ifindex_));
    for (int time = 0; time < 2; ++time) {
        const auto attached = port_.attach(XdpHook::kWan, ifindex_, GetParam());
        ASSERT_TRUE(attached) << attached.error().text();
        EXPECT_TRUE(*port_.is_attached(ifindex_));
        EXPECT_TRUE(kernel_shows_a_program());
    }
    const auto detached = port_.detach(ifindex_);
    ASSERT_TRUE(detached) << detached.error().text();
    EXPECT_FALSE(*port_.is_attached(ifindex_));
    EXPECT_FALSE(kernel_shows_a_program());
    EXPECT_TRUE(port_.detach(ifindex_));
}

TEST_P(KernelXdpPortTest, ProgramOutlivesItsPortAndIsFoundByTheNext) {
    ASSERT_TRUE(KernelXdpPort().attach(XdpHook::kLan, ifindex_, GetParam()));
    EXPECT_TRUE(*KernelXdpPort().is_attached(ifindex_));
    ASSERT_TRUE(remove_xdp_programs());
    EXPECT_FALSE(kernel_shows_a_program());
}

TEST_P(KernelXdpPortTest, ProgramReadsWhatThePortWrites) {
    const hw_xdp wanted{HW_XDP_SPREAD, 2, 10, 20};
    const auto told = port_.configure(ifindex_, wanted);
    ASSERT_TRUE(told) << told.error().text();
    const auto attached = port_.attach(XdpHook::kWan, ifindex_, GetParam());
    ASSERT_TRUE(attached) << attached.error().text();
    const auto fd = PinDir(HW_PIN_DIR).open(HW_MAP_XDP);
    ASSERT_TRUE(fd && *fd);
    const auto read = MapTable<uint32_t, hw_xdp>(fd->get(), HW_MAP_XDP).read(ifindex_);
    ASSERT_TRUE(read && *read);
    EXPECT_EQ((*read)->ike_burst, 20U);
    ASSERT_TRUE(port_.detach(ifindex_));
}

TEST_P(KernelXdpPortTest, OtherModeTakesThePlaceOfTheFirst) {
    const XdpMode other = GetParam() == XdpMode::kNative ? XdpMode::kGeneric : XdpMode::kNative;
    ASSERT_TRUE(port_.attach(XdpHook::kWan, ifindex_, GetParam()));
    const auto attached = port_.attach(XdpHook::kWan, ifindex_, other);
    ASSERT_TRUE(attached) << attached.error().text();
    EXPECT_TRUE(run(other == XdpMode::kGeneric ? "ip link show dev wan1 | grep -q xdpgeneric"
                                               : "ip link show dev wan1 | grep -qw xdp"));
    ASSERT_TRUE(port_.detach(ifindex_));
}

TEST_P(KernelXdpPortTest, FactsOfAVeth) {
    const InterfaceFacts facts = read_interface_facts("wan1");
    EXPECT_TRUE(facts.ethernet);
    EXPECT_EQ(facts.driver, "veth");
    EXPECT_GE(facts.rx_queues, 1U);
    EXPECT_GE(facts.cpus, 1U);
    EXPECT_FALSE(facts.has_upper);
    EXPECT_FALSE(read_interface_facts("lo").ethernet);
    if (!run("ip link add link wan1 name wan1.5 type vlan id 5")) GTEST_SKIP() << "no VLANs in this kernel";
    EXPECT_TRUE(read_interface_facts("wan1").has_upper);
}

TEST_P(KernelXdpPortTest, CpusOfTheMachineCanBePrepared) {
    const auto ready = port_.prepare_cpus(read_interface_facts("wan1").cpus);
    ASSERT_TRUE(ready) << ready.error().text();
    EXPECT_TRUE(port_.prepare_cpus(1));
}

}  // namespace
}  // namespace hawser::loader

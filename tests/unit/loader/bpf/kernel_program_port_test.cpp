// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/kernel_program_port.h"

#include <bpf/bpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <net/if.h>

#include "loader/bpf/clsact.h"
#include "loader/bpf/tc_hook.h"
#include "loader/bpf/tcx.h"
#include "sandbox.h"

namespace hawser::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class KernelProgramPortTest : public BpfSandbox {
 protected:
    void SetUp() override {
        BpfSandbox::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        auto opened = open();
        ASSERT_TRUE(opened.ok()) << opened.error().text();
        object = std::move(*opened);
        lan = add_veth("lan0");
        tunnel = add_veth("tun0");
    }
    void TearDown() override {
        object.reset();
        BpfSandbox::TearDown();
    }
    [[nodiscard]] ProgramPort& programs() const { return object->programs(); }
    /// Everybody's, of tcx and of TC's filters.
    static size_t programs_at(const std::string& name, TcxSide side) {
        size_t programs = tcx_programs({if_nametoindex(name.c_str()), side}).value().size();
        const std::string filters =
            output_of("tc filter show dev " + name + (side == TcxSide::kEgress ? " egress" : " ingress"));
        for (size_t at = filters.find(" handle "); at != std::string::npos;
             at = filters.find(" handle ", at + 1))
            ++programs;
        return programs;
    }

    std::unique_ptr<BpfObject> object;
    uint32_t lan = 0;
    uint32_t tunnel = 0;
};

TEST_F(KernelProgramPortTest, EachProgramStandsAtItsSide) {
    ASSERT_TRUE(programs().attach({Hook::kLan, lan}).ok());
    ASSERT_TRUE(programs().attach({Hook::kTunnel, tunnel}).ok());
    ASSERT_TRUE(programs().attach({Hook::kBundle, tunnel}).ok());
    EXPECT_THAT(programs().attached().value(),
                ElementsAre(Attachment{Hook::kLan, lan}, Attachment{Hook::kTunnel, tunnel},
                            Attachment{Hook::kBundle, tunnel}));
    EXPECT_EQ(programs_at("lan0", TcxSide::kIngress), 1U);
    EXPECT_EQ(programs_at("tun0", TcxSide::kIngress), 1U);
    EXPECT_EQ(programs_at("tun0", TcxSide::kEgress), 1U);
    EXPECT_EQ(programs_at("lan0", TcxSide::kEgress), 0U);
}

TEST_F(KernelProgramPortTest, AttachingAgainReplacesAndDoesNotAdd) {
    ASSERT_TRUE(programs().attach({Hook::kLan, lan}).ok());
    const uint32_t first = tc_query({Hook::kLan, lan}).value().value();
    ASSERT_TRUE(programs().attach({Hook::kLan, lan}).ok());
    EXPECT_EQ(programs_at("lan0", TcxSide::kIngress), 1U);
    object.reset();
    EXPECT_EQ(tc_query({Hook::kLan, lan}).value(), first) << "the program stays without a daemon";
    auto again = open();
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_THAT((*again)->programs().attached().value(), ElementsAre(Attachment{Hook::kLan, lan}));
    ASSERT_TRUE((*again)->programs().attach({Hook::kLan, lan}).ok());
    EXPECT_EQ(programs_at("lan0", TcxSide::kIngress), 1U);
    EXPECT_NE(tc_query({Hook::kLan, lan}).value(), first) << "the new daemon's program";
}

TEST_F(KernelProgramPortTest, DetachingTakesTheQdiscAlongWhenNobodyElseUsesIt) {
    ASSERT_TRUE(programs().attach({Hook::kTunnel, tunnel}).ok());
    ASSERT_TRUE(programs().attach({Hook::kBundle, tunnel}).ok());
    ASSERT_TRUE(programs().detach({Hook::kTunnel, tunnel}).ok());
    if (!has_tcx()) EXPECT_THAT(output_of("tc qdisc show dev tun0"), HasSubstr("clsact"));
    EXPECT_THAT(programs().attached().value(), ElementsAre(Attachment{Hook::kBundle, tunnel}));
    ASSERT_TRUE(programs().detach({Hook::kBundle, tunnel}).ok());
    EXPECT_THAT(output_of("tc qdisc show dev tun0"), testing::Not(HasSubstr("clsact")));
    EXPECT_TRUE(programs().detach({Hook::kBundle, tunnel}).ok()) << "nothing to detach is no error";
}

TEST_F(KernelProgramPortTest, OthersFiltersStay) {
    ASSERT_TRUE(run("tc qdisc add dev lan0 clsact"));
    ASSERT_TRUE(run("tc filter add dev lan0 ingress prio 7 bpf da pinned " + pin_dir + "/prog/bundle"));
    ASSERT_TRUE(programs().attach({Hook::kLan, lan}).ok());
    EXPECT_EQ(programs_at("lan0", TcxSide::kIngress), 2U);
    ASSERT_TRUE(remove_all(pin_dir, {}).ok());
    EXPECT_THAT(programs().attached().value(), IsEmpty());
    EXPECT_THAT(output_of("tc filter show dev lan0 ingress"), HasSubstr("pref 7"));
}

TEST_F(KernelProgramPortTest, AnEarlierVersionsFilterGoesWhenTheProgramIsThere) {
    if (!has_tcx()) GTEST_SKIP() << "this kernel has no tcx";
    ASSERT_TRUE(run("tc qdisc add dev lan0 clsact"));
    ASSERT_TRUE(
        run("tc filter add dev lan0 ingress prio 100 handle 0x4857 bpf da pinned " + pin_dir + "/prog/lan"));
    EXPECT_THAT(programs().attached().value(), ElementsAre(Attachment{Hook::kLan, lan}));
    ASSERT_TRUE(programs().attach({Hook::kLan, lan}).ok());
    EXPECT_EQ(count_clsact_filters(lan).value(), 0U);
    EXPECT_EQ(programs_at("lan0", TcxSide::kIngress), 1U);
    EXPECT_THAT(programs().attached().value(), ElementsAre(Attachment{Hook::kLan, lan}));
}

TEST_F(KernelProgramPortTest, AnothersProgramInOurPlaceIsNotOurs) {
    ASSERT_TRUE(run("tc qdisc add dev lan0 clsact"));
    ASSERT_TRUE(run("tc filter add dev lan0 ingress prio 100 handle 0x4857 bpf da pinned " + pin_dir +
                    "/prog/bundle"));
    EXPECT_THAT(programs().attached().value(), IsEmpty());
    ASSERT_TRUE(programs().detach({Hook::kLan, lan}).ok());
    EXPECT_EQ(count_clsact_filters(lan).value(), 1U);
}

TEST_F(KernelProgramPortTest, AMissingInterfaceIsAnErrorToAttachAndNoneToDetach) {
    const Result<void> attached = programs().attach({Hook::kLan, 9999});
    ASSERT_FALSE(attached.ok());
    EXPECT_THAT(attached.error().text(), HasSubstr("the lan program, interface 9999"));
    EXPECT_TRUE(programs().detach({Hook::kLan, 9999}).ok());
}

TEST_F(KernelProgramPortTest, AnInterfaceThatGoesTakesItsProgramsAlong) {
    ASSERT_TRUE(programs().attach({Hook::kLan, lan}).ok());
    ASSERT_TRUE(run("ip link del lan0"));
    EXPECT_THAT(programs().attached().value(), IsEmpty());
}

}  // namespace
}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/libbpf_messages.h"

#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(LibbpfMessages, TakesWhatLibbpfSaysAndNothingGoesToStandardError) {
    testing::internal::CaptureStderr();
    {
        const LibbpfMessages messages;
        EXPECT_EQ(bpf_object__open_file("/nowhere/at.all", nullptr), nullptr);
        EXPECT_THAT(messages.lines(), ElementsAre(HasSubstr("/nowhere/at.all")));
    }
    EXPECT_EQ(bpf_object__open_file("/nowhere/at.all", nullptr), nullptr);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(LibbpfMessages, TheInnermostTakesThemAndTheOuterOneIsBackAfterwards) {
    const LibbpfMessages outer;
    {
        const LibbpfMessages inner;
        (void)bpf_object__open_file("/inner", nullptr);
        EXPECT_EQ(inner.lines().size(), 1U);
    }
    (void)bpf_object__open_file("/outer", nullptr);
    EXPECT_THAT(outer.lines(), ElementsAre(HasSubstr("/outer")));
}

TEST(LibbpfMessages, AreForwardedLineByLine) {
    LibbpfMessages messages;
    messages.take(BpfLogLevel::kWarn, "one\ntwo\n\nthree");
    std::vector<std::string> lines;
    messages.forward([&](BpfLogLevel level, std::string_view line) {
        EXPECT_EQ(level, BpfLogLevel::kWarn);
        lines.emplace_back(line);
    });
    EXPECT_THAT(lines, ElementsAre("one", "two", "three"));
    messages.forward({});
}

TEST(LibbpfMessages, KeepTheEndOfALogOfAnyLength) {
    LibbpfMessages messages;
    std::string log;
    for (int i = 0; i < 100000; ++i)
        log += std::to_string(i) + "\n";
    messages.take(BpfLogLevel::kWarn, log);
    EXPECT_LE(messages.lines().size(), 1000U);
    EXPECT_EQ(messages.lines().back(), "99999");
}

TEST(LoadFailure, IsTheEndOfTheVerifiersLog) {
    EXPECT_EQ(load_failure({"libbpf: prog 'hawser_lan': BPF program load failed: Permission denied",
                            "libbpf: prog 'hawser_lan': -- BEGIN PROG LOAD LOG --", "0: R1=ctx() R10=fp0",
                            "; return *(int *)0;", "0: (b7) r1 = 0", "1: (61) r0 = *(u32 *)(r1 +0)",
                            "R1 invalid mem access 'scalar'",
                            "processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0",
                            "-- END PROG LOAD LOG --", "libbpf: failed to load object 'hawser_bpf'"}),
              "0: R1=ctx() R10=fp0; ; return *(int *)0;; 0: (b7) r1 = 0; 1: (61) r0 = *(u32 *)(r1 +0); "
              "R1 invalid mem access 'scalar'");
}

TEST(LoadFailure, ABeginningThatIsLostDoesNotMatter) {
    EXPECT_EQ(load_failure({"a", "b", "-- END PROG LOAD LOG --", "libbpf: failed"}), "a; b");
}

TEST(LoadFailure, WithoutAVerifiersLogItIsWhatLibbpfSaidLast) {
    EXPECT_EQ(load_failure({"1", "2", "3", "4", "5", "6", "7"}), "2; 3; 4; 5; 6; 7");
    EXPECT_EQ(load_failure({}), "");
}

}  // namespace
}  // namespace hawser::loader

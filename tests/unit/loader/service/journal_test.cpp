// SPDX-License-Identifier: BSD-2-Clause
#include "loader/service/journal.h"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "loader/service/logging.h"

namespace hawser::loader {
namespace {

std::string own_stderr() {
    struct stat file {};
    EXPECT_EQ(::fstat(STDERR_FILENO, &file), 0);
    return std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino);
}

TEST(Journal, IsStandardErrorOnlyWhereTheEnvironmentNamesThatFile) {
    ::unsetenv("JOURNAL_STREAM");
    EXPECT_FALSE(stderr_is_journal());
    ::setenv("JOURNAL_STREAM", own_stderr().c_str(), 1);
    EXPECT_TRUE(stderr_is_journal());
    ::setenv("JOURNAL_STREAM", (own_stderr() + "1").c_str(), 1);
    EXPECT_FALSE(stderr_is_journal());
    ::unsetenv("JOURNAL_STREAM");
}

TEST(Logging, LinesForTheJournalCarryTheirPriority) {
    testing::internal::CaptureStderr();
    start_logging("info", true);
    spdlog::debug("not this");
    spdlog::info("three tunnels");
    spdlog::warn("two tunnels");
    spdlog::error("none");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "<6>three tunnels\n<4>two tunnels\n<3>none\n");
}

TEST(Logging, LinesForATerminalHaveTimeAndLevel) {
    testing::internal::CaptureStderr();
    start_logging("warn", false);
    spdlog::info("not this");
    spdlog::warn("two tunnels");
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(said.substr(said.find(' ')), " warning two tunnels\n") << said;
}

}  // namespace
}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/lasting_secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "loader/net/system_random.h"

namespace hawser::loader {
namespace {

class LastingSecrets : public testing::Test {
 protected:
    LastingSecrets() : folder_(testing::TempDir() + "lasting-" + std::to_string(::getpid())) {}
    ~LastingSecrets() override { std::filesystem::remove_all(folder_); }
    [[nodiscard]] std::string path(const char* name) const { return folder_ + "/state/" + name; }

    std::string folder_;
    SystemRandom random_;
};

TEST_F(LastingSecrets, IsMadeOnceAndKept) {
    const auto made = lasting_secret(path("crash.secret"), random_);
    ASSERT_TRUE(made.ok()) << made.error().text();
    EXPECT_EQ((*made)->size(), 32u);
    struct stat file {};
    ASSERT_EQ(::stat(path("crash.secret").c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u);
    const auto again = lasting_secret(path("crash.secret"), random_);
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(equal_in_constant_time((*made)->view(), (*again)->view()));
    const auto other = lasting_secret(path("ticket.secret"), random_);
    ASSERT_TRUE(other.ok());
    EXPECT_FALSE(equal_in_constant_time((*made)->view(), (*other)->view()));
}

TEST_F(LastingSecrets, AFileThatOthersCanReadIsRefused) {
    ASSERT_TRUE(lasting_secret(path("crash.secret"), random_).ok());
    ::chmod(path("crash.secret").c_str(), 0644);
    const auto refused = lasting_secret(path("crash.secret"), random_);
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().text(), testing::HasSubstr("0644"));
}

TEST_F(LastingSecrets, AShortOneIsRefused) {
    std::filesystem::create_directories(folder_ + "/state");
    std::ofstream(path("crash.secret")) << "short\n";
    ::chmod(path("crash.secret").c_str(), 0600);
    EXPECT_FALSE(lasting_secret(path("crash.secret"), random_).ok());
}

TEST_F(LastingSecrets, TheDaemonGoesOnWithoutAFolder) {
    Config config;
    config.state_directory = "/proc/hawser";
    EXPECT_EQ(engine_options(config, random_).crash_secret, nullptr);
}

TEST_F(LastingSecrets, OnlyWhatIsWantedIsMade) {
    Config config;
    config.state_directory = folder_ + "/state";
    config.quick_crash_detection = false;
    EXPECT_EQ(engine_options(config, random_).crash_secret, nullptr);
    EXPECT_FALSE(std::filesystem::exists(folder_ + "/state"));
    config.peers.emplace_back().resumption = true;
    EXPECT_NE(engine_options(config, random_).ticket_secret, nullptr);
}

}  // namespace
}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/service/service_manager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>

namespace hawser::loader {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A service manager's end of $NOTIFY_SOCKET, an abstract socket.
class ServiceManagerTest : public testing::Test {
 protected:
    ServiceManagerTest() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string name = "hawser-test-notify-" + std::to_string(::getpid());
        name.copy(address.sun_path + 1, name.size());
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), length), 0);
        ::setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
    }
    ~ServiceManagerTest() override {
        ::close(socket_);
        for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            ::unsetenv(name);
    }

    static void watch_us(uint64_t microseconds) {
        ::setenv("WATCHDOG_USEC", std::to_string(microseconds).c_str(), 1);
        ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    }

    /// What has arrived by now, one message a line.
    std::string heard() {
        std::string all;
        char message[512];
        for (ssize_t length = 0; (length = ::recv(socket_, message, sizeof message, 0)) > 0;)
            all += std::string(message, static_cast<size_t>(length)) + "\n";
        return all;
    }

    /// Turns the loop until `done` says so.
    void run_until(const std::function<bool()>& done) {
        while (!done())
            loop_.run_one_for(std::chrono::seconds(1));
    }

    int socket_;
    boost::asio::io_context loop_{1};
    std::string line_ = "0 of 3 tunnels are up";
};

TEST_F(ServiceManagerTest, SaysNothingBeforeItIsReady) {
    watch_us(30000000);
    const ServiceManager manager(loop_, [this] { return line_; });
    EXPECT_EQ(heard(), "");
}

TEST_F(ServiceManagerTest, ReadyWithALine) {
    ServiceManager manager(loop_, [this] { return line_; });
    manager.ready();
    const std::string said = heard();
    EXPECT_THAT(said, HasSubstr("READY=1"));
    EXPECT_THAT(said, HasSubstr("STATUS=0 of 3 tunnels are up"));
    EXPECT_THAT(said, Not(HasSubstr("WATCHDOG")));
}

TEST_F(ServiceManagerTest, TheLoopFeedsTheWatchdog) {
    watch_us(3000);
    ServiceManager manager(loop_, [this] { return line_; });
    manager.ready();
    (void)heard();
    std::string said;
    int fed = 0;
    run_until([&] {
        said = heard();
        fed += said.find("WATCHDOG=1") != std::string::npos ? 1 : 0;
        return fed == 3;
    });
    // The same line is not said twice.
    EXPECT_THAT(said, Not(HasSubstr("STATUS")));
    line_ = "3 of 3 tunnels are up";
    run_until([&] { return heard().find("STATUS=3 of 3 tunnels are up") != std::string::npos; });
}

TEST_F(ServiceManagerTest, ALoopThatDoesNotTurnFeedsNothing) {
    watch_us(1000);
    ServiceManager manager(loop_, [this] { return line_; });
    manager.ready();
    (void)heard();
    ::usleep(20000);
    EXPECT_EQ(heard(), "");
}

TEST_F(ServiceManagerTest, AnotherProcessIsWatched) {
    watch_us(1000);
    ::setenv("WATCHDOG_PID", "1", 1);
    ServiceManager manager(loop_, [this] { return line_; });
    manager.ready();
    EXPECT_THAT(heard(), Not(HasSubstr("WATCHDOG")));
}

TEST_F(ServiceManagerTest, Stopping) {
    ServiceManager::stopping();
    EXPECT_THAT(heard(), HasSubstr("STOPPING=1"));
}

TEST_F(ServiceManagerTest, WithoutAManagerItIsSilentAndLeavesTheLoopAlone) {
    ::unsetenv("NOTIFY_SOCKET");
    int asked = 0;
    ServiceManager manager(loop_, [&] {
        ++asked;
        return line_;
    });
    manager.ready();
    EXPECT_EQ(asked, 0);
}

}  // namespace
}  // namespace hawser::loader

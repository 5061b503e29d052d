// SPDX-License-Identifier: BSD-2-Clause
// Streams over a real socket, the server in a loop of its own.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <thread>

#include "loader/control/control_client.h"
#include "loader/control/control_server.h"
#include "loader/control/event_log.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;

struct StreamTest : testing::Test {
    StreamTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "hawser-stream-XXXXXX").string();
        HAWSER_CHECK(::mkdtemp(pattern.data()) != nullptr, "a temporary folder can be made");
        folder = pattern;
    }
    ~StreamTest() override {
        boost::asio::post(loop, [this] {
            server.reset();
            loop.stop();
        });
        thread.join();
        std::filesystem::remove_all(folder);
    }

    void start(const ControlLimits& limits = {}) {
        auto opened = ControlServer::open(
            loop, path(),
            [this](const Json&) {
                ControlAnswer answer(Json{{"ok", true}});
                answer.stream = [this](const ControlSink& sink) {
                    return log.follow([sink](const ControlEvent& event) { sink(to_json(event)); });
                };
                return answer;
            },
            limits);
        HAWSER_CHECK(opened.ok(), "a socket in a new folder can be opened");
        server = std::move(*opened);
        thread = std::thread([this] {
            auto work = boost::asio::make_work_guard(loop);
            loop.run();
        });
    }

    /// In the loop, as the daemon does it.
    template <typename Work>
    auto in_loop(Work work) {
        std::packaged_task<decltype(work())()> task(std::move(work));
        auto done = task.get_future();
        boost::asio::post(loop, [&task] { task(); });
        return done.get();
    }
    void happen(const std::string& reason) {
        in_loop([&] { log.add({.kind = "tunnel", .reason = reason}); });
    }
    size_t clients() {
        return in_loop([this] { return server->clients(); });
    }

    [[nodiscard]] std::string path() const { return folder + "/hawser.sock"; }

    std::string folder;
    boost::asio::io_context loop;
    EventLog log{[] { return ControlEvent::Time{}; }};
    std::unique_ptr<ControlServer> server;
    std::thread thread;
};

TEST_F(StreamTest, ShowsEachLineAsItHappens) {
    start();
    std::vector<std::string> reasons;
    const auto followed = follow_daemon(path(), {{"command", "events"}}, [&](const Json& line) {
        if (line.contains("ok")) {
            happen("one");
            happen("two");
            return true;
        }
        reasons.push_back(line["reason"]);
        return reasons.size() < 2;
    });
    EXPECT_TRUE(followed.ok()) << followed.error().text();
    EXPECT_EQ(reasons, (std::vector<std::string>{"one", "two"}));
    while (clients() != 0)
        std::this_thread::yield();
    happen("nobody listens");
}

TEST_F(StreamTest, EndsWithTheDaemon) {
    start();
    const auto followed = follow_daemon(path(), {{"command", "events"}}, [&](const Json&) {
        in_loop([this] { server.reset(); });
        return true;
    });
    ASSERT_FALSE(followed.ok());
    EXPECT_NE(followed.error().text().find("closed the connection"), std::string::npos);
}

TEST_F(StreamTest, ASlowReaderIsDropped) {
    start({.stream_bytes = 10'000});
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const std::string request = "{\"command\":\"events\"}\n";
    ASSERT_EQ(::send(fd, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
    while (clients() == 0)
        std::this_thread::yield();
    // More than any socket buffer takes.
    constexpr int kMost = 100'000;
    int sent = 0;
    while (clients() != 0 && sent < kMost) {
        happen(std::string(400, 'x'));
        ++sent;
    }
    EXPECT_GT(sent, 10);
    EXPECT_LT(sent, kMost) << "it was never dropped";
    ::close(fd);
}

}  // namespace
}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
// Server and client over a real socket in a temporary folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "loader/control/control_client.h"
#include "loader/control/control_server.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

/// A plain client that can misbehave.
class RawClient {
 public:
    explicit RawClient(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    ~RawClient() { ::close(fd_); }

    [[nodiscard]] bool connected() const { return connected_; }

    /// False where the server has closed the connection.
    bool send(const std::string& text) {
        for (size_t sent = 0; sent < text.size();) {
            const ssize_t wrote = ::send(fd_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
            if (wrote <= 0) return false;
            sent += static_cast<size_t>(wrote);
        }
        return true;
    }

    /// Up to the end of a line, or what came before the connection ended.
    std::string line() {
        std::string text;
        char c = 0;
        while (readable() && ::recv(fd_, &c, 1, 0) == 1) {
            if (c == '\n') return text;
            text += c;
        }
        return text + "<closed>";
    }

    /// Waits for the server to close the connection.
    bool closed() {
        char c = 0;
        return readable() && ::recv(fd_, &c, 1, 0) <= 0;
    }

 private:
    [[nodiscard]] bool readable() const {
        pollfd wanted{fd_, POLLIN, 0};
        return ::poll(&wanted, 1, 20000) == 1;
    }
    int fd_;
    bool connected_ = false;
};

class ControlSocketTest : public ::testing::Test {
 protected:
    ControlSocketTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "hawser-control-XXXXXX").string();
        HAWSER_CHECK(::mkdtemp(pattern.data()) != nullptr, "a temporary folder can be made");
        folder_ = pattern;
        path_ = folder_ + "/hawser.sock";
    }
    ~ControlSocketTest() override {
        stop();
        std::filesystem::remove_all(folder_);
    }

    void start(const ControlLimits& limits = {}) {
        auto server = ControlServer::open(
            loop_, path_, [](const Json& request) { return echo(request); }, limits);
        ASSERT_TRUE(server) << server.error().text();
        server_ = std::move(*server);
        thread_ = std::thread([this] {
            auto work = boost::asio::make_work_guard(loop_);
            loop_.run();
        });
    }

    /// As the daemon does at its end: the server goes within the loop's thread, then the loop stops.
    void stop() {
        if (!thread_.joinable()) return;
        boost::asio::post(loop_, [this] {
            server_.reset();
            loop_.stop();
        });
        thread_.join();
    }

    size_t clients() {
        std::promise<size_t> count;
        boost::asio::post(loop_, [&] { count.set_value(server_->clients()); });
        return count.get_future().get();
    }

    static Json echo(const Json& request) {
        return {{"ok", true},
                {"command", request.at("command").get<std::string>()},
                {"more", request.value("more", "")}};
    }

    std::string folder_;
    std::string path_;
    boost::asio::io_context loop_;
    std::unique_ptr<ControlServer> server_;
    std::thread thread_;
};

TEST_F(ControlSocketTest, AnswersARequest) {
    start();
    const auto answer = ask_daemon(path_, {{"command", "status"}});
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ((*answer)["ok"], true);
    EXPECT_EQ((*answer)["command"], "status");
}

TEST_F(ControlSocketTest, AConnectionCarriesManyRequestsAlsoAtOnceAndInPieces) {
    start();
    RawClient client(path_);
    ASSERT_TRUE(client.send("{\"command\":\"a\"}\n{\"command\":\"b\"}\n{\"comm"));
    EXPECT_EQ(Json::parse(client.line())["command"], "a");
    EXPECT_EQ(Json::parse(client.line())["command"], "b");
    ASSERT_TRUE(client.send("and\":\"c\"}\n"));
    EXPECT_EQ(Json::parse(client.line())["command"], "c");
}

TEST_F(ControlSocketTest, LargeAnswersComeWhole) {
    start();
    const std::string large(60000, 'x');
    const auto answer = ask_daemon(path_, {{"command", "status"}, {"more", large}});
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ((*answer)["more"], large);
}

TEST_F(ControlSocketTest, GarbageIsRefusedAndTheConnectionGoesOn) {
    start();
    RawClient client(path_);
    for (const char* garbage :
         {"", "garbage", "3", "[]", "{\"command\":", "\xff\xfe\x01", "{}", "{\"command\":3}"}) {
        ASSERT_TRUE(client.send(std::string(garbage) + "\n"));
        EXPECT_EQ(Json::parse(client.line())["ok"], false) << garbage;
    }
    ASSERT_TRUE(client.send(std::string(5000, '[') + "\n"));
    EXPECT_EQ(Json::parse(client.line())["ok"], false);
    ASSERT_TRUE(client.send("{\"command\":\"still\"}\n"));
    EXPECT_EQ(Json::parse(client.line())["command"], "still");
}

TEST_F(ControlSocketTest, ARequestThatIsTooLongEndsTheConnection) {
    start({.request_bytes = 1000, .clients = 4, .patience = std::chrono::seconds(10)});
    RawClient client(path_);
    ASSERT_TRUE(client.send(std::string(1000, ' ')));
    EXPECT_THAT(client.line(), HasSubstr("the request is too long"));
    EXPECT_TRUE(client.closed());
    EXPECT_TRUE(ask_daemon(path_, {{"command", "status"}}));
}

TEST_F(ControlSocketTest, ASilentClientIsSentAway) {
    start({.request_bytes = 1000, .clients = 4, .patience = std::chrono::milliseconds(50)});
    RawClient client(path_);
    ASSERT_TRUE(client.send("{\"comm"));
    EXPECT_TRUE(client.closed());
    while (clients() != 0)
        std::this_thread::yield();
}

TEST_F(ControlSocketTest, AClientThatDoesNotReadIsSentAway) {
    start({.request_bytes = 64 * 1024, .clients = 4, .patience = std::chrono::milliseconds(200)});
    RawClient client(path_);
    const std::string request = Json({{"command", "x"}, {"more", std::string(60000, 'x')}}).dump() + "\n";
    bool open = true;
    // Until both directions are full, the server has waited long enough, and the kernel says so.
    for (int i = 0; i < 1000 && open; ++i)
        open = client.send(request);
    EXPECT_FALSE(open);
    EXPECT_TRUE(ask_daemon(path_, {{"command", "status"}}));
}

TEST_F(ControlSocketTest, ClientsAreCounted) {
    start({.request_bytes = 1000, .clients = 2, .patience = std::chrono::seconds(100)});
    auto first = std::make_unique<RawClient>(path_);
    RawClient second(path_);
    while (clients() != 2)
        std::this_thread::yield();
    const auto refused = ask_daemon(path_, {{"command", "status"}});
    ASSERT_TRUE(refused) << refused.error().text();
    EXPECT_THAT(refused->dump(), HasSubstr("too many clients"));
    EXPECT_EQ(clients(), 2u);
    first.reset();
    while (clients() != 1)
        std::this_thread::yield();
    EXPECT_TRUE(ask_daemon(path_, {{"command", "status"}}));
}

TEST_F(ControlSocketTest, OnlyOwnerAndGroupMayUseIt) {
    const mode_t before = ::umask(0);
    start();
    ::umask(before);
    struct stat file {};
    ASSERT_EQ(::stat(path_.c_str(), &file), 0);
    EXPECT_TRUE(S_ISSOCK(file.st_mode));
    EXPECT_EQ(file.st_mode & 07777u, 0660u);
}

TEST_F(ControlSocketTest, TheFileGoesWithTheServer) {
    start();
    stop();
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ControlSocketTest, AMissingFolderIsMade) {
    path_ = folder_ + "/run/hawser.sock";
    start();
    EXPECT_TRUE(ask_daemon(path_, {{"command", "status"}}));
}

TEST_F(ControlSocketTest, ALivingDaemonsSocketIsLeftAlone) {
    start();
    boost::asio::io_context other;
    const auto second = ControlServer::open(other, path_, [](const Json&) { return Json(); });
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().text(), HasSubstr("another hawserd answers"));
    EXPECT_TRUE(ask_daemon(path_, {{"command", "status"}}));
}

TEST_F(ControlSocketTest, AStaleSocketIsReplaced) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(fd);
    ASSERT_TRUE(std::filesystem::exists(path_));
    start();
    EXPECT_TRUE(ask_daemon(path_, {{"command", "status"}}));
}

TEST_F(ControlSocketTest, AnotherFileIsNeverRemoved) {
    std::ofstream(path_) << "precious";
    const auto server = ControlServer::open(loop_, path_, [](const Json&) { return Json(); });
    ASSERT_FALSE(server);
    EXPECT_THAT(server.error().text(), HasSubstr("another file of this name"));
    EXPECT_TRUE(std::filesystem::is_regular_file(path_));
}

TEST_F(ControlSocketTest, WithoutADaemonTheClientSaysWhatToDo) {
    const auto answer = ask_daemon(path_, {{"command", "status"}});
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().text(), HasSubstr("hawserd is not running"));
    EXPECT_THAT(answer.error().text(), HasSubstr("systemctl start hawserd"));
}

TEST_F(ControlSocketTest, ADaemonThatHangsIsNotWaitedForForever) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(fd, 1), 0);
    const auto answer = ask_daemon(path_, {{"command", "status"}}, std::chrono::milliseconds(50));
    ::close(fd);
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().text(), HasSubstr("does not answer in time"));
}

TEST(ControlLine, PeersTextThatIsNotUtf8IsReplaced) {
    EXPECT_THAT(to_line({{"id", "a\xff"}}), HasSubstr("a\xef\xbf\xbd"));
    EXPECT_EQ(to_line({{"id", "a\nb"}}).find('\n'), to_line({{"id", "a\nb"}}).size() - 1);
}

}  // namespace
}  // namespace hawser::loader

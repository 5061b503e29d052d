// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/peer_user.h"

#include <grp.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <filesystem>
#include <string>

#include "loader/control/control_server.h"

namespace hawser::loader {
namespace {

constexpr uid_t kNobody = 65534;
constexpr gid_t kSomeGroup = 4242;

TEST(PeerUser, RootTheOwnerAndTheGroupMayControl) {
    EXPECT_TRUE((PeerUser{.user = 0, .groups = {}}).may_control(1000, std::nullopt));
    EXPECT_TRUE((PeerUser{.user = 1000, .groups = {}}).may_control(1000, std::nullopt));
    EXPECT_TRUE((PeerUser{.user = 1001, .groups = {5, kSomeGroup}}).may_control(0, kSomeGroup));
    EXPECT_FALSE((PeerUser{.user = 1001, .groups = {5}}).may_control(0, kSomeGroup));
    EXPECT_FALSE((PeerUser{.user = 1001, .groups = {5, 0}}).may_control(0, std::nullopt));
}

TEST(PeerUser, TheKernelSaysWhoItIs) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    const auto user = peer_user(pair[0]);
    ASSERT_TRUE(user);
    EXPECT_EQ(user->user, ::geteuid());
    EXPECT_NE(std::find(user->groups.begin(), user->groups.end(), ::getegid()), user->groups.end());
    ::close(pair[0]);
    ::close(pair[1]);
}

/// A client that has become another user; what it is told, or the error of connect().
std::string told_as(uid_t user, const std::string& path, const std::function<void()>& serve) {
    int pipe[2];
    if (::pipe(pipe) != 0) return "no pipe";
    const pid_t child = ::fork();
    if (child == 0) {
        std::string said;
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
        if (::setgroups(0, nullptr) != 0 || ::setgid(user) != 0 || ::setuid(user) != 0) {
            said = "cannot become another user";
        } else if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            said = errno == EACCES ? "EACCES" : "connect failed";
        } else {
            char buffer[512];
            const ssize_t size = ::recv(fd, buffer, sizeof buffer, 0);
            said.assign(buffer, size > 0 ? static_cast<size_t>(size) : 0);
        }
        if (::write(pipe[1], said.data(), said.size()) < 0) ::_exit(1);
        ::_exit(0);
    }
    ::close(pipe[1]);
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0)
        serve();
    std::string said(512, '\0');
    const ssize_t size = ::read(pipe[0], said.data(), said.size());
    said.resize(size > 0 ? static_cast<size_t>(size) : 0);
    ::close(pipe[0]);
    return said;
}

TEST(PeerUser, AnotherUserIsKeptOutByTheFilesModeAndByTheServer) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    std::string folder = (std::filesystem::temp_directory_path() / "hawser-user-XXXXXX").string();
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    std::filesystem::permissions(folder, std::filesystem::perms::all);
    boost::asio::io_context loop;
    const std::string path = folder + "/hawser.sock";
    auto server = ControlServer::open(loop, path, [](const nlohmann::json&) {
        return nlohmann::json{{"ok", true}};
    });
    ASSERT_TRUE(server.ok()) << server.error().text();
    const auto serve = [&] { loop.run_for(std::chrono::milliseconds(5)); };
    EXPECT_EQ(told_as(kNobody, path, serve), "EACCES");
    // As on a file system that keeps no modes.
    ASSERT_EQ(::chmod(path.c_str(), 0666), 0);
    EXPECT_NE(told_as(kNobody, path, serve).find("only root and the group hawser"), std::string::npos);
    EXPECT_EQ((*server)->clients(), 0U);
    server->reset();
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/listening_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "loader/control/peer_user.h"

namespace hawser::loader {
namespace {

constexpr mode_t kMode = 0660;
constexpr int kBacklog = 16;

std::optional<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return std::nullopt;
    path.copy(address.sun_path, path.size());
    return address;
}

bool somebody_answers(const sockaddr_un& address) {
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0) return true;
    const int outcome = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    // EAGAIN: its backlog is full, so it lives.
    const bool answered = outcome == 0 || errno == EAGAIN;
    ::close(probe);
    return answered;
}

Result<void> clear_the_way(const std::string& path, const sockaddr_un& address) {
    struct stat file {};
    if (::lstat(path.c_str(), &file) != 0) {
        if (errno == ENOENT) return {};
        return Error::system("looking at " + path, errno);
    }
    if (!S_ISSOCK(file.st_mode))
        return Error("control socket " + path + ": there is another file of this name");
    if (somebody_answers(address)) {
        return Error("control socket " + path + ": another hawserd answers on it", EADDRINUSE);
    }
    if (::unlink(path.c_str()) != 0) return Error::system("removing the stale socket " + path, errno);
    return {};
}

Result<void> bind_and_listen(int fd, const std::string& path, const sockaddr_un& address) {
    // Before bind, so that the file never has more rights than it will have.
    if (::fchmod(fd, kMode) != 0) return Error::system("setting the mode of " + path, errno);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return Error::system("binding the control socket " + path, errno);
    }
    if (const auto group = control_group()) {
        if (::chown(path.c_str(), static_cast<uid_t>(-1), *group) != 0) {
            return Error::system("giving " + path + " to group " + kControlGroup, errno);
        }
    }
    if (::chmod(path.c_str(), kMode) != 0) return Error::system("setting the mode of " + path, errno);
    if (::listen(fd, kBacklog) != 0) return Error::system("listening on " + path, errno);
    return {};
}

}  // namespace

Result<int> open_listening_socket(const std::string& path) {
    const auto address = address_of(path);
    if (!address) return Error("control socket " + path + ": the path is longer than a Unix socket's may be");
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (!folder.empty() && ::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
        return Error::system("making the folder " + folder.string(), errno);
    }
    if (auto cleared = clear_the_way(path, *address); !cleared) return cleared.error();
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return Error::system("making the control socket", errno);
    if (auto bound = bind_and_listen(fd, path, *address); !bound) {
        ::close(fd);
        return bound.error();
    }
    return fd;
}

}  // namespace hawser::loader

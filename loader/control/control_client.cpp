// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/control_client.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "loader/control/protocol.h"

namespace hawser::loader {
namespace {

/// A thousand tunnels make a few megabytes.
constexpr size_t kLongestAnswer = 64u << 20;

class Connection {
 public:
    Connection() : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() {
        if (fd_ >= 0) ::close(fd_);
    }

    Result<void> open(const std::string& path, std::chrono::milliseconds patience);
    Result<void> send(const std::string& line);
    Result<std::string> receive_line();

 private:
    int fd_;
};

Error not_reachable(const std::string& path, int error_number) {
    if (error_number == ENOENT || error_number == ECONNREFUSED) {
        return Error("hawserd is not running: nobody answers on " + path +
                         "; start it with `systemctl start hawserd`, or name its socket with --socket",
                     error_number);
    }
    if (error_number == EACCES || error_number == EPERM) {
        return Error("no permission to use " + path + "; be root or a member of the group hawser",
                     error_number);
    }
    return Error::system("connecting to hawserd on " + path, error_number);
}

Error broken(const std::string& doing, int error_number) {
    const bool late = error_number == EAGAIN || error_number == EWOULDBLOCK;
    return late ? Error("hawserd does not answer in time; see `journalctl -u hawserd`", error_number)
                : Error::system(doing, error_number);
}

Result<void> Connection::open(const std::string& path, std::chrono::milliseconds patience) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        return Error("the socket path " + path + " is longer than a Unix socket's may be");
    }
    path.copy(address.sun_path, path.size());
    if (fd_ < 0) return Error::system("making a socket", errno);
    timeval timeout{};
    timeout.tv_sec = patience.count() / 1000;
    timeout.tv_usec = (patience.count() % 1000) * 1000;
    (void)::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    (void)::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return not_reachable(path, errno);
    }
    return {};
}

Result<void> Connection::send(const std::string& line) {
    size_t sent = 0;
    while (sent < line.size()) {
        const ssize_t wrote = ::send(fd_, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (wrote < 0 && errno == EINTR) continue;
        // A daemon that turns us away says why before it closes: its line is read all the same.
        if (wrote < 0 && errno == EPIPE) return {};
        if (wrote < 0) return broken("sending to hawserd", errno);
        sent += static_cast<size_t>(wrote);
    }
    return {};
}

Result<std::string> Connection::receive_line() {
    std::string line;
    std::array<char, 65536> part{};
    while (line.size() < kLongestAnswer) {
        const ssize_t got = ::recv(fd_, part.data(), part.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return broken("reading hawserd's answer", errno);
        if (got == 0) return Error("hawserd closed the connection before its answer was complete");
        line.append(part.data(), static_cast<size_t>(got));
        if (line.back() == '\n') return line;
    }
    return Error("hawserd's answer is too long");
}

}  // namespace

Result<nlohmann::json> ask_daemon(const std::string& socket_path, const nlohmann::json& request,
                                  std::chrono::milliseconds patience) {
    Connection connection;
    if (auto opened = connection.open(socket_path, patience); !opened) return opened.error();
    if (auto sent = connection.send(to_line(request)); !sent) return sent.error();
    const auto line = connection.receive_line();
    if (!line) return line.error();
    nlohmann::json answer = nlohmann::json::parse(*line, nullptr, false);
    if (!answer.is_object()) return Error("hawserd's answer is not a JSON object");
    return answer;
}

}  // namespace hawser::loader

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
    /// For as long as it takes.
    void wait_for_ever() { set_patience(std::chrono::milliseconds(0)); }

 private:
    void set_patience(std::chrono::milliseconds patience) const;

    int fd_;
    std::string received_;  ///< after the last line
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
    set_patience(patience);
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

void Connection::set_patience(std::chrono::milliseconds patience) const {
    timeval timeout{};
    timeout.tv_sec = patience.count() / 1000;
    timeout.tv_usec = (patience.count() % 1000) * 1000;
    (void)::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    (void)::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
}

Result<std::string> Connection::receive_line() {
    std::array<char, 65536> part{};
    size_t looked_at = 0;
    while (received_.size() < kLongestAnswer) {
        if (const size_t end = received_.find('\n', looked_at); end != std::string::npos) {
            std::string line = received_.substr(0, end);
            received_.erase(0, end + 1);
            return line;
        }
        looked_at = received_.size();
        const ssize_t got = ::recv(fd_, part.data(), part.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return broken("reading hawserd's answer", errno);
        if (got == 0) return Error("hawserd closed the connection before its answer was complete");
        received_.append(part.data(), static_cast<size_t>(got));
    }
    return Error("hawserd's answer is too long");
}

Result<nlohmann::json> receive_object(Connection& connection) {
    const auto line = connection.receive_line();
    if (!line) return line.error();
    nlohmann::json object = nlohmann::json::parse(*line, nullptr, false);
    if (!object.is_object()) return Error("hawserd's answer is not a JSON object");
    return object;
}

}  // namespace

Result<nlohmann::json> ask_daemon(const std::string& socket_path, const nlohmann::json& request,
                                  std::chrono::milliseconds patience) {
    Connection connection;
    if (auto opened = connection.open(socket_path, patience); !opened) return opened.error();
    if (auto sent = connection.send(to_line(request)); !sent) return sent.error();
    return receive_object(connection);
}

Result<void> follow_daemon(const std::string& socket_path, const nlohmann::json& request,
                           const std::function<bool(const nlohmann::json& line)>& on_line,
                           std::chrono::milliseconds patience) {
    Connection connection;
    if (auto opened = connection.open(socket_path, patience); !opened) return opened;
    if (auto sent = connection.send(to_line(request)); !sent) return sent;
    while (true) {
        const auto line = receive_object(connection);
        if (!line) return line.error();
        if (!on_line(*line)) return {};
        connection.wait_for_ever();
    }
}

}  // namespace hawser::loader

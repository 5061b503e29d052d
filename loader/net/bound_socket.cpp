// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/bound_socket.h"

#include <errno.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hawser::loader {
namespace {

int bind_to(int fd, const OutgoingProbe& request) {
    const int index = static_cast<int>(request.ifindex);
    if (setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof index) != 0) return errno;
    if (!request.config.source) return 0;
    sockaddr_storage address{};
    const unsigned length = to_sockaddr(Endpoint{*request.config.source, 0}, address);
    return bind(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0 ? 0 : errno;
}

}  // namespace

Result<int> open_bound_socket(const OutgoingProbe& request, int type) {
    const std::string doing = fmt::format("opening a socket for the probe {}", label(request.config));
    if (request.ifindex == 0) return Error("the tunnel has no interface yet");
    const int fd = socket(request.config.target->address_family(), type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return Error::system(doing, errno);
    if (const int error = bind_to(fd, request); error != 0) {
        ::close(fd);
        return Error::system(doing, error);
    }
    return fd;
}

}  // namespace hawser::loader

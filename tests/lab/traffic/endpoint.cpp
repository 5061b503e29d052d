// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/endpoint.h"

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cstring>
#include <utility>

namespace hawser::traffic {

Result<Endpoint> Endpoint::parse(const std::string& address, std::uint16_t port) {
    Endpoint endpoint;
    auto* v4 = reinterpret_cast<sockaddr_in*>(&endpoint.storage);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&endpoint.storage);
    if (::inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        endpoint.length = sizeof *v4;
    } else if (::inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        endpoint.length = sizeof *v6;
    } else {
        return Error("'" + address + "' is not an IP address");
    }
    return endpoint;
}

Endpoint Endpoint::local_of(int socket) {
    Endpoint endpoint;
    endpoint.length = sizeof endpoint.storage;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&endpoint.storage), &endpoint.length);
    return endpoint;
}

std::string Endpoint::address() const {
    char text[INET6_ADDRSTRLEN] = "";
    const void* bytes =
        family() == AF_INET
            ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(&storage)->sin_addr)
            : &reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_addr;
    ::inet_ntop(family(), bytes, text, sizeof text);
    return text;
}

std::uint16_t Endpoint::port() const {
    // The port is at the same place in both families.
    return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        reset();
        number_ = other.release();
    }
    return *this;
}

int Descriptor::release() {
    return std::exchange(number_, -1);
}

void Descriptor::reset() {
    if (number_ >= 0) ::close(release());
}

Result<void> watch(int epoll, int descriptor, std::uint64_t tag) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = tag;
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) {
        return Error::system("adding a descriptor to epoll", errno);
    }
    return {};
}

}  // namespace hawser::traffic

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "base/result.h"

namespace hawser::traffic {

/// An address and port of either family, as system calls want it.
struct Endpoint {
    sockaddr_storage storage{};
    socklen_t length = 0;

    [[nodiscard]] static Result<Endpoint> parse(const std::string& address, std::uint16_t port);
    [[nodiscard]] static Endpoint local_of(int socket);
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    [[nodiscard]] int family() const { return storage.ss_family; }
    [[nodiscard]] std::string address() const;
    [[nodiscard]] std::uint16_t port() const;
};

/// A file descriptor that is closed with its owner.
class Descriptor {
 public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor() { reset(); }

    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] bool open() const { return number_ >= 0; }
    int release();
    void reset();

 private:
    int number_ = -1;
};

/// Adds a descriptor to an epoll set, for reading; `tag` comes back with events.
[[nodiscard]] Result<void> watch(int epoll, int descriptor, std::uint64_t tag);

}  // namespace hawser::traffic

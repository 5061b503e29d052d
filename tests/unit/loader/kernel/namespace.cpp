// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/loader/kernel/namespace.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "base/check.h"

namespace hawser::loader::test {

std::unique_ptr<Namespace> Namespace::make() {
    int fd = -1;
    std::thread([&] {
        if (::unshare(CLONE_NEWNET) == 0) fd = ::open("/proc/thread-self/ns/net", O_RDONLY);
    }).join();
    if (fd < 0) return nullptr;
    std::unique_ptr<Namespace> made(new Namespace(fd));
    if (!made->run("ip link set lo up")) return nullptr;
    return made;
}

Namespace::~Namespace() {
    ::close(fd_);
}

void Namespace::inside(const std::function<void()>& work) const {
    std::thread([&] {
        HAWSER_CHECK(::setns(fd_, CLONE_NEWNET) == 0, "cannot enter the test's own network namespace");
        work();
    }).join();
}

bool Namespace::run(const std::string& command) const {
    int status = -1;
    inside([&] { status = std::system(("{ " + command + "; } >/dev/null 2>&1").c_str()); });
    return status == 0;
}

bool Namespace::without_dad() const {
    return run("for i in all default; do echo 0 > /proc/sys/net/ipv6/conf/$i/accept_dad; done");
}

std::string Namespace::output(const std::string& command) const {
    std::string printed;
    inside([&] {
        std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
        if (pipe == nullptr) return;
        std::array<char, 4096> buffer{};
        size_t length = 0;
        while ((length = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
            printed.append(buffer.data(), length);
        }
        ::pclose(pipe);
    });
    return printed;
}

std::string Namespace::path() const {
    return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(fd_);
}

}  // namespace hawser::loader::test

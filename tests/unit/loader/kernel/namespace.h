// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace hawser::loader::test {

/// A network namespace of the test's own, gone with the object. Sockets opened inside stay in it.
class Namespace {
 public:
    /// Nothing where this process may not make one.
    static std::unique_ptr<Namespace> make();
    ~Namespace();
    Namespace(const Namespace&) = delete;
    Namespace& operator=(const Namespace&) = delete;

    /// Runs `work` in a thread that is in the namespace, and waits for it.
    void inside(const std::function<void()>& work) const;
    /// Runs a shell command in it; true if its exit status was 0. What it prints is dropped.
    [[nodiscard]] bool run(const std::string& command) const;
    /// IPv6 addresses of interfaces made from now on are usable at once.
    [[nodiscard]] bool without_dad() const;
    /// What a shell command in it prints.
    [[nodiscard]] std::string output(const std::string& command) const;
    /// `/proc/PID/fd/N`, as `ip link set netns` takes it.
    [[nodiscard]] std::string path() const;

 private:
    explicit Namespace(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace hawser::loader::test

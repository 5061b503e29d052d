// SPDX-License-Identifier: BSD-2-Clause
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "loader/kernel/kernel.h"
#include "loader/kernel/sysctl_port.h"

namespace hawser::loader {
namespace {

class File {
 public:
    File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC)) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }

 private:
    int fd_;
};

/// /proc/sys shows the network namespace of the thread that opens the file.
class ProcSysctl final : public SysctlPort {
 public:
    Result<std::string> read(std::string_view name) override {
        const std::string path = path_of(name);
        const File file(path, O_RDONLY);
        char buffer[256];
        const ssize_t length = file.get() < 0 ? -1 : ::read(file.get(), buffer, sizeof(buffer));
        if (length < 0) return Error::system("reading " + path, errno);
        std::string value(buffer, static_cast<size_t>(length));
        while (!value.empty() && value.back() == '\n')
            value.pop_back();
        return value;
    }

    Result<bool> ensure(std::string_view name, std::string_view value) override {
        Result<std::string> before = read(name);
        if (!before.ok()) return before.error();
        if (*before == value) return false;
        const std::string path = path_of(name);
        const File file(path, O_WRONLY);
        if (file.get() < 0 || ::write(file.get(), value.data(), value.size()) < 0) {
            return Error::system(fmt::format("writing {} to {}", value, path), errno);
        }
        return true;
    }

 private:
    static std::string path_of(std::string_view name) { return fmt::format("/proc/sys/net/{}", name); }
};

/// A kernel without IPv6 has no such switch, and nothing to switch off.
Result<void> ensure_if_there(SysctlPort& sysctl, const std::string& name, std::string_view value) {
    const Result<bool> done = sysctl.ensure(name, value);
    if (done.ok() || done.error().error_number() == ENOENT) return {};
    return done.error();
}

}  // namespace

std::unique_ptr<SysctlPort> open_sysctl_port() {
    return std::make_unique<ProcSysctl>();
}

Result<void> ensure_tunnel_sysctls(SysctlPort& sysctl, std::string_view interface_name) {
    const Result<bool> loose = sysctl.ensure(fmt::format("ipv4/conf/{}/rp_filter", interface_name), "2");
    if (!loose.ok()) return loose.error();
    return ensure_if_there(sysctl, fmt::format("ipv6/conf/{}/accept_ra", interface_name), "0");
}

}  // namespace hawser::loader

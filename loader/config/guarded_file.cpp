// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/guarded_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <utility>

namespace hawser::loader {
namespace {

class FileDescriptor {
 public:
    explicit FileDescriptor(int fd) : fd_(fd) {}
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }

 private:
    int fd_;
};

/// Empty text: the file may be used.
FileFailure check_file(const std::string& path, const FileRules& rules, const struct stat& file) {
    if (!S_ISREG(file.st_mode)) {
        return {fmt::format("{} {} is not a regular file", rules.what, path), "name a file"};
    }
    if (file.st_uid != 0 && file.st_uid != ::geteuid()) {
        return {fmt::format("{} {} belongs to user {}", rules.what, path, file.st_uid),
                fmt::format("chown root {}", path)};
    }
    if ((file.st_mode & rules.forbidden) != 0) {
        return {
            fmt::format("{} {} has mode {:04o}: {}", rules.what, path, file.st_mode & 07777u, rules.trouble),
            fmt::format("{} {}", rules.remedy, path)};
    }
    const auto size = static_cast<size_t>(file.st_size);
    if (size > rules.largest) {
        return {fmt::format("{} {} has {} bytes, more than {}", rules.what, path, size, rules.largest),
                "it is not what it should be"};
    }
    return {};
}

Result<SecretBytes> read_all(int fd, size_t largest) {
    SecretBytes buffer(largest);
    size_t size = 0;
    while (size < buffer.size()) {
        const ssize_t got = ::read(fd, buffer.data() + size, buffer.size() - size);
        if (got == 0) break;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return Error::system("reading", errno);
        size += static_cast<size_t>(got);
    }
    return buffer.slice(0, size);
}

FileFailure cannot_open(const std::string& path, const FileRules& rules, int error_number) {
    std::string hint =
        error_number == ENOENT ? std::string(rules.missing) : std::string("it must be readable by root");
    if (const size_t at = hint.find("{}"); at != std::string::npos) hint.replace(at, 2, path);
    return {Error::system(fmt::format("opening {} {}", rules.what, path), error_number).text(),
            std::move(hint)};
}

}  // namespace

FileContent read_guarded_file(const std::string& path, const FileRules& rules) {
    // O_NONBLOCK: opening a FIFO would wait for its other end.
    const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (fd.get() < 0) return {{}, cannot_open(path, rules, errno)};
    struct stat file {};
    if (::fstat(fd.get(), &file) != 0) {
        return {{}, {Error::system(fmt::format("looking at {} {}", rules.what, path), errno).text(), ""}};
    }
    if (FileFailure failure = check_file(path, rules, file); !failure.text.empty()) {
        return {{}, std::move(failure)};
    }
    auto content = read_all(fd.get(), static_cast<size_t>(file.st_size));
    if (!content) return {{}, {content.error().within(fmt::format("{} {}", rules.what, path)).text(), ""}};
    return {*std::move(content), {}};
}

}  // namespace hawser::loader

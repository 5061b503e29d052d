// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/psk_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace hawser::loader {
namespace {

constexpr size_t kLargestFile = 4096;

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

PskOutcome refused(std::string text, std::string hint) {
    return {nullptr, {std::move(text), std::move(hint)}};
}

/// Empty text: the file may be used.
PskFailure check_file(const std::string& path, const struct stat& file) {
    if (!S_ISREG(file.st_mode)) {
        return {fmt::format("key file {} is not a regular file", path), "name a file with the key in it"};
    }
    if (file.st_uid != 0 && file.st_uid != ::geteuid()) {
        return {fmt::format("key file {} belongs to user {}", path, file.st_uid),
                fmt::format("chown root {}", path)};
    }
    if ((file.st_mode & 077) != 0) {
        return {fmt::format("key file {} has mode {:04o}: others than its owner can use it", path,
                            file.st_mode & 07777u),
                fmt::format("chmod 600 {}", path)};
    }
    const auto size = static_cast<size_t>(file.st_size);
    if (size > kLargestFile) {
        return {fmt::format("key file {} has {} bytes, more than {}", path, size, kLargestFile),
                "it should hold only a key"};
    }
    return {};
}

Result<SecretBytes> read_all(int fd) {
    SecretBytes buffer(kLargestFile);
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

int hex_digit(uint8_t c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

int base64_digit(uint8_t c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    return c == '/' ? 63 : -1;
}

/// base/hex would leave the key in memory that nobody wipes.
Result<SecretBytes> decode_hex(ByteView digits) {
    if (digits.size() % 2 != 0) return Error("an odd number of hexadecimal digits follows 0x");
    SecretBytes key(digits.size() / 2);
    for (size_t i = 0; i < key.size(); ++i) {
        const int high = hex_digit(digits[2 * i]);
        const int low = hex_digit(digits[2 * i + 1]);
        if (high < 0 || low < 0) return Error("something other than hexadecimal digits follows 0x");
        key.data()[i] = static_cast<uint8_t>(high << 4 | low);
    }
    return key;
}

Result<SecretBytes> decode_base64(ByteView digits) {
    while (!digits.empty() && digits.back() == '=')
        digits = digits.first(digits.size() - 1);
    if (digits.size() % 4 == 1) return Error("the base64 after 0s is cut off");
    SecretBytes key(digits.size() * 6 / 8);
    uint32_t bits = 0;
    size_t written = 0;
    for (size_t i = 0; i < digits.size(); ++i) {
        const int digit = base64_digit(digits[i]);
        if (digit < 0) return Error("something other than base64 follows 0s");
        bits = bits << 6 | static_cast<uint32_t>(digit);
        const size_t complete = (i + 1) * 6 / 8;
        if (complete > written) key.data()[written++] = static_cast<uint8_t>(bits >> ((i + 1) * 6 % 8));
    }
    return key;
}

bool has_prefix(ByteView content, char letter) {
    return content.size() >= 2 && content[0] == '0' && content[1] == letter;
}

}  // namespace

Result<SecretBytes> decode_psk(ByteView content) {
    while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) {
        content = content.first(content.size() - 1);
    }
    const bool is_text = !has_prefix(content, 'x') && !has_prefix(content, 's');
    Result<SecretBytes> key = is_text                    ? Result<SecretBytes>(SecretBytes(content))
                              : has_prefix(content, 'x') ? decode_hex(content.subspan(2))
                                                         : decode_base64(content.subspan(2));
    if (key && key->empty()) return Error("there is no key in it");
    const bool many_lines = is_text && std::find(content.begin(), content.end(), '\n') != content.end();
    if (many_lines) return Error("there is more than one line in it");
    return key;
}

PskOutcome read_psk_file(const std::string& path) {
    // O_NONBLOCK: opening a FIFO would wait for its other end.
    const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (fd.get() < 0) {
        const std::string hint = errno == ENOENT
                                     ? "create it with: (umask 077; openssl rand -base64 32 > " + path + ")"
                                     : "it must be readable by root";
        return refused(Error::system("opening key file " + path, errno).text(), hint);
    }
    struct stat file {};
    if (::fstat(fd.get(), &file) != 0)
        return refused(Error::system("looking at key file " + path, errno).text(), "");
    if (PskFailure failure = check_file(path, file); !failure.text.empty())
        return {nullptr, std::move(failure)};
    const auto content = read_all(fd.get());
    if (!content) return refused(content.error().within("key file " + path).text(), "");
    auto key = decode_psk(content->view());
    if (!key)
        return refused(key.error().within("key file " + path).text(), "write the key alone into the file");
    return {std::make_shared<const SecretBytes>(std::move(*key)), {}};
}

const PskOutcome& PskFiles::read(const std::string& path) {
    auto [entry, is_new] = read_.try_emplace(path);
    if (is_new) entry->second = read_psk_file(path);
    return entry->second;
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/lasting_secrets.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "loader/config/psk_file.h"

namespace hawser::loader {
namespace {

constexpr size_t kSecretBytes = 32;

/// As a key file of hexadecimal digits. A file that is there already is left as it is.
Result<void> make_secret(const std::string& path, RandomSource& random) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) return Error::system("making the folder " + folder.string(), failure.value());
    std::array<uint8_t, kSecretBytes> secret{};
    random.fill(secret);
    std::string text = "0x";
    for (const uint8_t byte : secret)
        text += fmt::format("{:02x}", byte);
    text += '\n';
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return Error::system("making " + path, errno);
    const ssize_t written = ::write(fd, text.data(), text.size());
    const bool whole = written == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
    const int trouble = errno;
    ::close(fd);
    std::fill(text.begin(), text.end(), '\0');
    if (whole) return {};
    ::unlink(path.c_str());
    return Error::system("writing " + path, trouble);
}

std::shared_ptr<const SecretBytes> secret_or_warning(const std::string& path, RandomSource& random) {
    auto secret = lasting_secret(path, random);
    if (secret) return *std::move(secret);
    spdlog::warn("[ike] {}: a restart of this gateway will be noticed later", secret.error().text());
    return nullptr;
}

}  // namespace

Result<std::shared_ptr<const SecretBytes>> lasting_secret(const std::string& path, RandomSource& random) {
    if (::access(path.c_str(), F_OK) != 0) {
        if (auto made = make_secret(path, random); !made) return made.error();
    }
    PskOutcome outcome = read_psk_file(path);
    if (outcome.key == nullptr) return Error(outcome.failure.text);
    if (outcome.key->size() < kSecretBytes) return Error(path + " is too short for a secret");
    return outcome.key;
}

ike::EndpointOptions engine_options(const Config& config, RandomSource& random) {
    ike::EndpointOptions options;
    options.pools = config.pools;
    const std::string folder = config.state_directory;
    if (config.quick_crash_detection)
        options.crash_secret = secret_or_warning(folder + "/crash.secret", random);
    const bool resumes = std::any_of(config.peers.begin(), config.peers.end(),
                                     [](const PeerConfig& peer) { return peer.resumption; });
    if (resumes) options.ticket_secret = secret_or_warning(folder + "/ticket.secret", random);
    return options;
}

}  // namespace hawser::loader

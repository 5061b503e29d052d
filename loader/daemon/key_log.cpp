// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/key_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "base/hex.h"

namespace hawser::loader {
namespace {

using ike::EncryptionId;
using ike::IntegrityId;

/// As Wireshark calls them in IKE, without and with the key's length; empty: it knows no such thing.
std::string ike_encryption_name(EncryptionId encryption, uint16_t key_bits) {
    switch (encryption) {
        case EncryptionId::kAesCbc:
            return fmt::format("AES-CBC-{} [RFC3602]", key_bits);
        case EncryptionId::kAesCtr:
            return fmt::format("AES-CTR-{} [RFC5930]", key_bits);
        case EncryptionId::kAesGcm16:
            return fmt::format("AES-GCM-{} with 16 octet ICV [RFC5282]", key_bits);
        default:
            return {};
    }
}

std::string ike_integrity_name(const std::optional<IntegrityId>& integrity) {
    if (!integrity) return "NONE [RFC4306]";
    switch (*integrity) {
        case IntegrityId::kHmacSha2_256_128:
            return "HMAC_SHA2_256_128 [RFC4868]";
        case IntegrityId::kHmacSha2_384_192:
            return "HMAC_SHA2_384_192 [RFC4868]";
        case IntegrityId::kHmacSha2_512_256:
            return "HMAC_SHA2_512_256 [RFC4868]";
        default:
            return {};
    }
}

std::string esp_encryption_name(EncryptionId encryption) {
    switch (encryption) {
        case EncryptionId::kAesCbc:
            return "AES-CBC [RFC3602]";
        case EncryptionId::kAesCtr:
            return "AES-CTR [RFC3686]";
        case EncryptionId::kAesGcm16:
            return "AES-GCM with 16 octet ICV [RFC4106]";
        default:
            return {};
    }
}

std::string esp_integrity_name(const std::optional<IntegrityId>& integrity) {
    if (!integrity) return "NULL";
    switch (*integrity) {
        case IntegrityId::kHmacSha2_256_128:
            return "HMAC-SHA-256-128 [RFC4868]";
        case IntegrityId::kHmacSha2_384_192:
            return "HMAC-SHA-384-192 [RFC4868]";
        case IntegrityId::kHmacSha2_512_256:
            return "HMAC-SHA-512-256 [RFC4868]";
        default:
            return {};
    }
}

std::string esp_line(const ike::InstallChildSa& child, const IpAddress& source, const IpAddress& destination,
                     ike::EspSpi spi, const ike::ChildSaKeys& keys) {
    return fmt::format("\"{}\",\"{}\",\"{}\",\"0x{:08x}\",\"{}\",\"0x{}\",\"{}\",\"{}\"\n",
                       source.family() == Family::kIpv4 ? "IPv4" : "IPv6", source.to_string(),
                       destination.to_string(), spi.value(), esp_encryption_name(child.encryption),
                       to_hex(keys.encryption.view()), esp_integrity_name(child.integrity),
                       keys.integrity.empty() ? "" : "0x" + to_hex(keys.integrity.view()));
}

Result<int> open_table(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
                          S_IRUSR | S_IWUSR);
    if (fd < 0) return Error::system("opening the key log " + path, errno);
    struct stat state {};
    const bool sound = ::fstat(fd, &state) == 0 && S_ISREG(state.st_mode) && state.st_uid == ::geteuid() &&
                       ::fchmod(fd, S_IRUSR | S_IWUSR) == 0;
    if (sound) return fd;
    ::close(fd);
    return Error("opening the key log " + path + ": it is no plain file of ours");
}

void append(int fd, const std::string& text) {
    if (text.empty() || ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size())) return;
    spdlog::error("writing keys to the key log: {}", Error::system("write", errno).text());
}

}  // namespace

std::string ikev2_table_line(const ike::IkeKeysMade& keys) {
    const std::string encryption = ike_encryption_name(keys.encryption, keys.encryption_key_bits);
    const std::string integrity = ike_integrity_name(keys.integrity);
    if (encryption.empty() || integrity.empty()) return {};
    return fmt::format("{:016x},{:016x},{},{},\"{}\",{},{},\"{}\"\n", keys.initiator_spi.value(),
                       keys.responder_spi.value(), to_hex(keys.from_initiator.encryption.view()),
                       to_hex(keys.from_responder.encryption.view()), encryption,
                       to_hex(keys.from_initiator.integrity.view()),
                       to_hex(keys.from_responder.integrity.view()), integrity);
}

std::string esp_table_lines(const ike::InstallChildSa& child) {
    if (esp_encryption_name(child.encryption).empty() || esp_integrity_name(child.integrity).empty())
        return {};
    return esp_line(child, child.local.address, child.remote.address, child.spi_out, child.keys_out) +
           esp_line(child, child.remote.address, child.local.address, child.spi_in, child.keys_in);
}

Result<std::unique_ptr<KeyLog>> KeyLog::open(const std::string& folder) {
    const auto ike_fd = open_table(folder + "/ikev2_decryption_table");
    if (!ike_fd) return ike_fd.error();
    const auto esp_fd = open_table(folder + "/esp_sa");
    if (!esp_fd) {
        ::close(*ike_fd);
        return esp_fd.error();
    }
    return std::unique_ptr<KeyLog>(new KeyLog(*ike_fd, *esp_fd));
}

KeyLog::~KeyLog() {
    ::close(ike_fd_);
    ::close(esp_fd_);
}

void KeyLog::add(const ike::IkeKeysMade& keys) {
    append(ike_fd_, ikev2_table_line(keys));
}

void KeyLog::add(const ike::InstallChildSa& child) {
    append(esp_fd_, esp_table_lines(child));
}

}  // namespace hawser::loader

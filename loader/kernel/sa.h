// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "base/ip_address.h"
#include "base/secret_bytes.h"

namespace hawser::loader {

/// ESP transforms that a Child SA may have here. The key's length follows from the key itself.
enum class EspAlgorithm : uint8_t {
    kAesGcm16,          ///< rfc4106(gcm(aes)), 16 octets of ICV, RFC 4106
    kAesCbcHmacSha256,  ///< cbc(aes) + hmac(sha256) truncated to 128 bits, RFC 4868
    kAesCbcHmacSha384,  ///< cbc(aes) + hmac(sha384) truncated to 192 bits, RFC 4868
    kAesCbcHmacSha512,  ///< cbc(aes) + hmac(sha512) truncated to 256 bits, RFC 4868
    kAesCtrHmacSha256,  ///< rfc3686(ctr(aes)), RFC 3686, and the same three
    kAesCtrHmacSha384,
    kAesCtrHmacSha512,
    kChaCha20Poly1305,  ///< rfc7539esp(chacha20,poly1305), RFC 7634
};

enum class SaDirection : uint8_t { kIn, kOut };

/// UDP encapsulation of ESP (RFC 3948) as this SA sees it: for an outgoing SA the source port is ours, for
/// an incoming one the peer's. Host byte order.
struct EspEncap {
    uint16_t source_port = 0;
    uint16_t destination_port = 0;
    auto operator<=>(const EspEncap&) const = default;
};

/// What the kernel knows an SA by (with protocol ESP).
struct SaKey {
    IpAddress destination;
    uint32_t spi = 0;  ///< host byte order
    IfId if_id;
    auto operator<=>(const SaKey&) const = default;
};

/// What an SA may carry. At the soft limits the kernel tells (SaEventPort), at the hard ones it also deletes
/// the SA. 0: no limit. Of packets that the kernel handles as one (GSO) it counts one.
struct SaLimits {
    uint64_t soft_bytes = 0;
    uint64_t hard_bytes = 0;
    uint64_t soft_packets = 0;
    uint64_t hard_packets = 0;
    auto operator<=>(const SaLimits&) const = default;
};

/// One ESP SA in tunnel mode. Its reqid is its if_id, its selector a wildcard of either family: what may pass
/// is said by the policies and by the data plane. It never expires by time: that is IKE's to watch.
struct SaRequest {
    SaDirection direction = SaDirection::kOut;
    IpAddress source;
    IpAddress destination;
    uint32_t spi = 0;  ///< host byte order, of the receiver's choice
    IfId if_id;
    EspAlgorithm algorithm = EspAlgorithm::kAesGcm16;
    /// AES: 16, 24 or 32 octets of key, with GCM and CTR followed by 4 of salt (as KEYMAT gives them, RFC 4106
    /// section 8.1, RFC 3686 section 5.1). ChaCha20: 32 and 4 of salt (RFC 7634 section 2).
    SecretBytes encryption_key;
    /// Empty with an AEAD; 32, 48 or 64 octets with HMAC-SHA-2.
    SecretBytes integrity_key;
    bool esn = true;
    /// Packets, 32 ... 4096 (cut to that); of an incoming SA only.
    uint32_t replay_window = 1024;
    std::optional<EspEncap> encap;
    SaLimits limits;

    [[nodiscard]] SaKey key() const { return {.destination = destination, .spi = spi, .if_id = if_id}; }
};

/// What the kernel counts of one SA.
struct SaCounters {
    uint64_t bytes = 0;
    uint64_t packets = 0;
    uint32_t replay_window_errors = 0;  ///< older than the window
    uint32_t replay_errors = 0;         ///< seen before
    uint32_t integrity_errors = 0;
    /// Seconds since the epoch, 0: never.
    uint64_t added = 0;
    uint64_t first_used = 0;
    uint64_t last_used = 0;  ///< where the kernel keeps it (XFRMA_LASTUSED), which for ESP most do not
};

/// An SA as it is in the kernel, without its keys: enough to adopt it after a restart.
struct SaInfo {
    SaKey key;
    IpAddress source;
    uint32_t reqid = 0;
    /// A kernel before 6.10 does not know it. Of ours an incoming SA is the one with a replay window of more
    /// than one packet.
    SaDirection direction = SaDirection::kOut;
    bool esn = false;
    uint32_t replay_window = 0;
    std::optional<EspEncap> encap;
    SaLimits limits;
    SaCounters counters;
};

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/tunnel_mtu.h"

namespace hawser::loader {
namespace {

struct EspSizes {
    uint32_t iv;
    uint32_t icv;
    uint32_t alignment;
};

EspSizes esp_sizes(EspAlgorithm algorithm) {
    switch (algorithm) {
        case EspAlgorithm::kAesGcm16:
        case EspAlgorithm::kChaCha20Poly1305:
            return {.iv = 8, .icv = 16, .alignment = 4};
        case EspAlgorithm::kAesCbcHmacSha256:
            return {.iv = 16, .icv = 16, .alignment = 16};
        case EspAlgorithm::kAesCbcHmacSha384:
            return {.iv = 16, .icv = 24, .alignment = 16};
        case EspAlgorithm::kAesCbcHmacSha512:
            return {.iv = 16, .icv = 32, .alignment = 16};
        case EspAlgorithm::kAesCtrHmacSha256:
            return {.iv = 8, .icv = 16, .alignment = 4};
        case EspAlgorithm::kAesCtrHmacSha384:
            return {.iv = 8, .icv = 24, .alignment = 4};
        case EspAlgorithm::kAesCtrHmacSha512:
            return {.iv = 8, .icv = 32, .alignment = 4};
    }
    return {.iv = 16, .icv = 32, .alignment = 16};
}

}  // namespace

uint32_t tunnel_mtu(const TunnelMtuInput& input) {
    constexpr uint32_t kSpiAndSequence = 8;
    constexpr uint32_t kPadLengthAndNextHeader = 2;
    const EspSizes esp = esp_sizes(input.algorithm);
    const uint32_t outer_header = input.outer == Family::kIpv4 ? 20 : 40;
    const uint32_t udp = input.udp_encap ? 8 : 0;
    const uint32_t fixed = outer_header + udp + kSpiAndSequence + esp.iv + esp.icv;
    if (input.link_mtu < fixed + esp.alignment) return 0;
    // What is encrypted fills whole blocks, and its last two octets are ESP's own (RFC 4303 section 2.4).
    const uint32_t encrypted = (input.link_mtu - fixed) / esp.alignment * esp.alignment;
    return encrypted - kPadLengthAndNextHeader;
}

}  // namespace hawser::loader

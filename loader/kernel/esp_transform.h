// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "loader/kernel/sa.h"

namespace hawser::loader {

/// The kernel's names of what an SA protects with (crypto/, xfrm_algo.c).
inline constexpr char kGcmName[] = "rfc4106(gcm(aes))";
inline constexpr unsigned kGcmIcvBits = 128;
inline constexpr char kCbcName[] = "cbc(aes)";

/// The integrity transform that goes with CBC.
struct CbcTransform {
    const char* integrity;
    uint32_t truncated_bits;
    size_t integrity_key_size;
};

inline CbcTransform cbc_transform(EspAlgorithm algorithm) {
    switch (algorithm) {
        case EspAlgorithm::kAesCbcHmacSha256:
            return {"hmac(sha256)", 128, 32};
        case EspAlgorithm::kAesCbcHmacSha384:
            return {"hmac(sha384)", 192, 48};
        case EspAlgorithm::kAesCbcHmacSha512:
            return {"hmac(sha512)", 256, 64};
        case EspAlgorithm::kAesGcm16:
            break;
    }
    check_failed(__FILE__, __LINE__, "cbc_transform", "GCM has no integrity transform of its own");
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "ike/wire/notify_payload.h"
#include "ike/wire/parse_result.h"

namespace hawser::ike {

/// Registry "IKEv2 Hash Algorithms" (RFC 7427 section 7).
enum class HashAlgorithm : uint16_t {
    kSha1 = 1,
    kSha2_256 = 2,
    kSha2_384 = 3,
    kSha2_512 = 4,
    kIdentity = 5,  ///< the data itself, for EdDSA (RFC 8420)
};

/// `SHA2_256`
std::string to_string(HashAlgorithm hash);

/// SIGNATURE_HASH_ALGORITHMS, in IKE_SA_INIT: the sender verifies signatures of method 14 over these hashes.
[[nodiscard]] NotifyPayload signature_hash_algorithms(std::span<const HashAlgorithm> hashes);
/// Those of a notify, also the ones that we do not know. At most as many as the registry could have meaning
/// for are kept.
[[nodiscard]] ParseResult<std::vector<HashAlgorithm>> parse_signature_hash_algorithms(
    const NotifyPayload& notify);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ike/crypto/algorithms.h"
#include "ike/wire/transform_id.h"

namespace hawser::ike {

struct EncryptionChoice {
    EncryptionId id = {};
    uint16_t key_bits = 0;
    bool operator==(const EncryptionChoice&) const = default;
};

/// One proposal as an operator means it: of each kind, any of those listed, in order of preference. Within
/// one proposal the ciphers are either all AEAD (and `integrity` is empty) or none is (RFC 7296 3.3).
struct AlgorithmProposal {
    std::vector<EncryptionChoice> encryption;
    std::vector<IntegrityId> integrity;
    std::vector<PrfId> prf;  ///< IKE only
    std::vector<GroupId>
        group;  ///< for ESP: of rekeying only; a Child SA of IKE_AUTH has no exchange of its own
    /// Additional key exchanges 1 to 7 (RFC 9370), each beside `group` and none twice. kNone in a list: it
    /// may be left out; an empty list: it is not there. For ESP as `group`.
    std::array<std::vector<GroupId>, kAdditionalKeyExchanges> additional;
    /// ESP only: 64 bit sequence numbers. Both are allowed; the first listed is preferred.
    std::vector<bool> esn;
    bool operator==(const AlgorithmProposal&) const = default;

    /// As parse_ike_proposal() and parse_esp_proposal() read it.
    [[nodiscard]] std::string to_string() const;
    /// It has additional key exchanges, if only optional ones.
    [[nodiscard]] bool has_additional() const;
};

/// `aes128gcm16-prfsha256-x25519`, `aes256-sha256-modp2048`: strongSwan's notation. Without a PRF that of the
/// integrity algorithm is taken. `ke1_mlkem768` to `ke7_...` are additional key exchanges, `ke1_none` makes
/// one optional. Fails on unknown words (with what is known), on proposals without cipher, group, integrity
/// (non-AEAD) or PRF (AEAD), and on ML-KEM where the OpenSSL that runs has none.
[[nodiscard]] Result<AlgorithmProposal> parse_ike_proposal(std::string_view text);
/// `aes128gcm16`, `aes256-sha256`, `aes128gcm16-esn-noesn`. Without either word ESN is not used. With
/// groups (`aes128gcm16-x25519`) a rekeyed Child SA has a key exchange of its own.
[[nodiscard]] Result<AlgorithmProposal> parse_esp_proposal(std::string_view text);

/// What RFC 8247 and RFC 8221 say MUST or SHOULD be implemented, AEAD and curves first.
[[nodiscard]] std::vector<AlgorithmProposal> default_ike_proposals();
[[nodiscard]] std::vector<AlgorithmProposal> default_esp_proposals();

/// Comma-separated to_string() of each.
[[nodiscard]] std::string to_string(const std::vector<AlgorithmProposal>& proposals);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace hawser::ike {

/// Whether a peer must use a post-quantum pre-shared key (RFC 8784).
enum class PpkUse : uint8_t {
    kOff,
    kOptional,  ///< without one where the peer has none, or not the same
    kRequired
};

/// A PPK by the name that both sides know it by: PPK_ID, of the fixed type.
struct PostQuantumKey {
    std::string id;
    std::shared_ptr<const SecretBytes> key;
};

/// What a connection has of PPKs. They come beside the proofs of identity, not in their place.
struct PpkConfig {
    /// As initiator we use the first, as responder whichever of them the initiator names.
    std::vector<PostQuantumKey> keys;
    PpkUse use = PpkUse::kOff;

    [[nodiscard]] bool in_use() const { return use != PpkUse::kOff; }
    [[nodiscard]] bool required() const { return use == PpkUse::kRequired; }
    /// Null if there is none of this name, or none is to be used.
    [[nodiscard]] const PostQuantumKey* find(ByteView id) const;
    /// Fails where PPKs are used and there is none, or one without a name or a key, or two of one name.
    [[nodiscard]] Result<void> validate() const;
};

}  // namespace hawser::ike

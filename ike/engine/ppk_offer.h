// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "ike/engine/failure_words.h"
#include "ike/wire/message.h"

namespace hawser::ike {

class IkeSa;

/// The initiator's side of a PPK in IKE_AUTH (RFC 8784 3).
class PpkOffer {
 public:
    /// If both sides have said USE_PPK, stirs our PPK into the keys, so that AUTH is to be made after this.
    /// Returns what the request says of it: nothing if there is no PPK. Fails as authenticate_ourselves()
    /// does, which makes a second AUTH for peers that do not have an optional PPK.
    [[nodiscard]] Result<std::vector<Payload>> make(IkeSa& sa);
    /// The peer has answered with an AUTH: by which keys that is to be verified. Fails where the PPK is
    /// required and the peer does without.
    [[nodiscard]] std::optional<ErrorWords> conclude(IkeSa& sa, const Message& response);

 private:
    struct Keys {
        SecretBytes d;
        SecretBytes pi;
        SecretBytes pr;
    };
    bool made_ = false;
    /// Those without the PPK, where it is optional.
    std::optional<Keys> plain_;
};

}  // namespace hawser::ike

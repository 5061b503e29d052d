// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>

#include "base/result.h"
#include "base/secret_bytes.h"

namespace hawser::ike {

/// How we prove to the peer who we are.
struct LocalAuthentication {
    std::shared_ptr<const SecretBytes> psk;
};

/// What we take as the peer's proof. It need not be of the same kind as ours (RFC 7296 2.15).
struct RemoteAuthentication {
    std::shared_ptr<const SecretBytes> psk;
};

/// Both directions of IKE_AUTH.
struct Authentication {
    LocalAuthentication local;
    RemoteAuthentication remote;

    /// One pre-shared key for both.
    static Authentication by_psk(std::shared_ptr<const SecretBytes> psk) { return {{psk}, {psk}}; }

    /// Fails where one of the two has nothing to go by.
    [[nodiscard]] Result<void> validate() const;
};

}  // namespace hawser::ike

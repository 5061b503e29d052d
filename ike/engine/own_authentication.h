// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "base/result.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/payload.h"

namespace hawser::ike {

/// What we say in IKE_AUTH to prove our identity (RFC 7296 2.15), in the order in which it is sent.
struct OwnAuthentication {
    std::vector<Payload> identity;  ///< IDi or IDr, and certificates
    AuthPayload auth;
};

/// By the connection's LocalAuthentication. Fails where the peer cannot verify what we could sign with.
[[nodiscard]] Result<OwnAuthentication> authenticate_ourselves(const IkeSa& sa);

}  // namespace hawser::ike

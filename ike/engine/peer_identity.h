// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// Who the peer has proved to be.
[[nodiscard]] inline const Identity& peer_identity(const IkeSa& sa) {
    return sa.peer_identity ? *sa.peer_identity : sa.config->remote_identity;
}

/// `proved` fits the connection's remote identity. Kept only where that one is a pattern: an SA is to be
/// small.
inline void note_peer_identity(IkeSa& sa, const Identity& proved) {
    if (!(proved == sa.config->remote_identity)) sa.peer_identity = std::make_shared<const Identity>(proved);
}

}  // namespace hawser::ike

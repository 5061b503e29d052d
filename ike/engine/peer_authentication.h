// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "ike/engine/engine_context.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// What the peer's IKE_AUTH message, which must have an identity, does not prove by the connection's
/// RemoteAuthentication; nothing if the peer is who it says it is. Whether that is whom we want to meet, the
/// caller judges before. `auth` is the message's, null if there is none, or NO_PPK_AUTH in its place.
[[nodiscard]] std::optional<ErrorWords> fault_of_peer_authentication(const IkeSa& sa,
                                                                     const EngineContext& context,
                                                                     const Message& message,
                                                                     const AuthPayload* auth);

}  // namespace hawser::ike

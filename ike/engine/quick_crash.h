// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "base/bytes.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/message.h"

namespace hawser::ike {

// Quick crash detection (RFC 6290). Each side gives the other a token, protected, that it can make again from
// a lasting secret after it has lost everything else. Shown in the clear it proves that the SA is lost.

/// Our token for this SA, for a protected message; none without a secret (EndpointOptions::crash_secret).
void append_crash_token(const IkeSa& sa, const EngineContext& context, std::vector<Payload>& payloads);
/// Remembers the peer's token, if the protected message has one. A later one replaces it.
void take_crash_token(IkeSa& sa, const Message& message);

/// For the answer to a message with these SPIs, which no SA of ours has. Empty where a token would be wrong:
/// without a secret, where the message is no protected request of an established SA, where either SPI is
/// ours after all (section 9.2: no token for an SA that lives), or too many were asked for in this second.
[[nodiscard]] std::vector<Payload> crash_tokens_for(EngineContext& context, const IkeHeader& header);

/// An unprotected message for the SA: if it shows the peer's token, the SA has ended (4.5), and whether it
/// has. At most four tokens of a message are looked at.
[[nodiscard]] bool ended_by_crash_token(IkeSa& sa, EngineContext& context, const Message& message);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// Gives an initiator that asks by CFG_REQUEST inner addresses of the connection's pools (RFC 7296 2.19), one
/// for each family that it asks for and a pool has. False: none was left of what it asked for, and it gets
/// INTERNAL_ADDRESS_FAILURE (3.15.4).
[[nodiscard]] bool assign_addresses(IkeSa& sa, EngineContext& context, const Message& request);
/// CFG_REPLY with them; nothing without.
void append_configuration_reply(const IkeSa& sa, std::vector<Payload>& payloads);

}  // namespace hawser::ike

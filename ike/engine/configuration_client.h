// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "ike/engine/engine_context.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// CFG_REQUEST for what ConnectionConfig::request_addresses asks (RFC 7296 2.19): the addresses that we had
/// before, if we had any, and the name servers.
void append_configuration_request(const IkeSa& sa, const EngineContext& context,
                                  std::vector<Payload>& payloads);
/// Takes the addresses of an authenticated IKE_AUTH response. What is wrong with it, if we have asked and it
/// assigns none that could be used.
[[nodiscard]] std::optional<ErrorWords> take_configuration(IkeSa& sa, EngineContext& context,
                                                           const Message& response);

}  // namespace hawser::ike

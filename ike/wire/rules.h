// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "ike/wire/message.h"
#include "ike/wire/parse_result.h"

namespace hawser::ike {

/// Is this message of a shape that its exchange and direction allow: which payloads, how many of each, in the
/// clear or protected? To be asked before any handler sees it, so that handlers need not think of the absurd.
/// The shapes are those of RFC 7296 appendix C.
///
/// A response with an error notify may lack the payloads that it would otherwise need, as may an IKE_SA_INIT
/// response with COOKIE. Notifies and vendor ids are legal everywhere. What a payload says is the handler's
/// business.
[[nodiscard]] std::optional<Refusal> check_payload_rules(const Message& message);

/// The exchange that makes the keys of an IKE SA: in the clear, with message id 0.
constexpr bool begins_sa(ExchangeType exchange) {
    return exchange == ExchangeType::kIkeSaInit || exchange == ExchangeType::kIkeSessionResume;
}

}  // namespace hawser::ike

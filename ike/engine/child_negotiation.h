// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "ike/engine/children.h"
#include "ike/engine/failure_words.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// The exchange that makes a Child SA: in IKE_AUTH it has no key exchange of its own.
enum class ChildExchange : uint8_t { kIkeAuth, kCreateChildSa };

/// A Child SA as we would have it as responder, or the notify that says why there is none.
struct ChildAnswer {
    std::optional<AgreedChild> agreed;  ///< without our SPI yet
    Proposal proposal;
    NotifyType refusal = NotifyType::kNoAdditionalSas;
    ErrorWords words{FailureReason::kNone, {}};
};
[[nodiscard]] ChildAnswer negotiate_child(const IkeSa& sa, const Message& request, ChildExchange exchange);
/// Draws our SPI and writes SA, TSi and TSr of the answer.
void append_child(ChildAnswer& answer, EngineContext& context, std::vector<Payload>& payloads);

/// The responder's answer as we see it as initiator: agreed, or what is wrong with it.
struct ChildVerdict {
    std::optional<AgreedChild> agreed;  ///< with `spi_in`
    ErrorWords words{FailureReason::kNone, {}};
};
struct SentOffer {
    ChildExchange exchange;
    GroupId group;  ///< of our KE payload, kNone without one
    EspSpi spi_in;
};
/// `proposals` are those that we have offered.
[[nodiscard]] ChildVerdict judge_child_answer(const IkeSa& sa,
                                              const std::vector<AlgorithmProposal>& proposals,
                                              const Message& response, const SentOffer& sent);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "ike/engine/task.h"

namespace hawser::ike {

/// IKE_SESSION_RESUME as initiator (RFC 5723 4.3.2): in place of IKE_SA_INIT, with the ticket in place of a
/// key exchange. Nothing in the responses is authenticated; a TICKET_NACK costs us no more than the exchange
/// that it makes us begin.
class ResumeTask final : public Task {
 public:
    explicit ResumeTask(Bytes ticket) : ticket_(std::move(ticket)) {}

    [[nodiscard]] ExchangeType exchange() const override { return ExchangeType::kIkeSessionResume; }
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;

 private:
    [[nodiscard]] TaskOutcome complete(IkeSa& sa, EngineContext& context, const Message& response,
                                       ByteView octets);

    Bytes ticket_;
    std::optional<Bytes> cookie_;
    unsigned cookies_taken_ = 0;
    std::vector<Payload> fixed_;
};

}  // namespace hawser::ike

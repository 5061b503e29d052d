// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/task.h"
#include "ike/wire/notify_data.h"

namespace hawser::ike {

/// INFORMATIONAL with REDIRECT (RFC 5685 5). The peer answers, makes its new SA elsewhere and deletes this
/// one; should it not delete it, we do so after EndpointOptions::redirect_patience.
class RedirectTask final : public Task {
 public:
    explicit RedirectTask(GatewayIdentity to) : to_(std::move(to)) {}

    [[nodiscard]] ExchangeType exchange() const override { return ExchangeType::kInformational; }
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;

 private:
    GatewayIdentity to_;
};

}  // namespace hawser::ike

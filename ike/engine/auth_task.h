// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/ppk_offer.h"
#include "ike/engine/task.h"

namespace hawser::ike {

/// IKE_AUTH as initiator, with the first Child SA (RFC 7296 1.2).
class AuthTask final : public Task {
 public:
    [[nodiscard]] ExchangeType exchange() const override { return ExchangeType::kIkeAuth; }
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;

 private:
    /// Whether the peer is who it should be; if not, the SA is on its way out.
    [[nodiscard]] bool check_peer(IkeSa& sa, EngineContext& context, const Message& response);
    void take_child(IkeSa& sa, EngineContext& context, const Message& response);

    PpkOffer ppk_;
};

}  // namespace hawser::ike

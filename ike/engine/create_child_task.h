// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/child_offer.h"
#include "ike/engine/task.h"

namespace hawser::ike {

/// Makes a Child SA from scratch (RFC 7296 1.3.1): the IKE SA has none, or the operator wants another one.
class CreateChildTask final : public Task {
 public:
    [[nodiscard]] ExchangeType exchange() const override { return offer_.exchange(); }
    [[nodiscard]] bool concerns_child() const override { return true; }
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;

 private:
    ChildOffer offer_;
};

}  // namespace hawser::ike

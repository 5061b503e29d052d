// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>

#include "ike/crypto/key_exchange.h"
#include "ike/engine/task.h"

namespace hawser::ike {

/// One additional key exchange in IKE_INTERMEDIATE as initiator (RFC 9242, RFC 9370 2.2.2).
class IntermediateTask final : public Task {
 public:
    [[nodiscard]] ExchangeType exchange() const override { return ExchangeType::kIkeIntermediate; }
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;

 private:
    std::unique_ptr<KeyExchange> key_exchange_;
};

/// What comes after IKE_SA_INIT: the additional key exchanges that were agreed upon, then IKE_AUTH.
void queue_tasks_after_init(IkeSa& sa);

}  // namespace hawser::ike

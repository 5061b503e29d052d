// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/task.h"

namespace hawser::ike {

/// Asks whether the peer lives: an empty INFORMATIONAL (RFC 7296 1.4, 2.4).
class LivenessTask final : public Task {
 public:
    [[nodiscard]] ExchangeType exchange() const override { return ExchangeType::kInformational; }
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;
};

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/informational_task.h"
#include "ike/wire/notify_data.h"

namespace hawser::ike {

/// INFORMATIONAL with REDIRECT (RFC 5685 5). The peer answers, makes its new SA elsewhere and deletes this
/// one; should it not delete it, we do so after EndpointOptions::redirect_patience.
class RedirectTask final : public InformationalTask {
 public:
    explicit RedirectTask(GatewayIdentity to)
        : InformationalTask("REDIRECT", About::kIkeSa, Overlap::kNone), to_(std::move(to)) {}

    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;

 private:
    GatewayIdentity to_;
};

}  // namespace hawser::ike

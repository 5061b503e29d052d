// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/informational_task.h"

namespace hawser::ike {

/// After an IKE SA was rekeyed: what was tied to the SPIs or keys of the old one is made anew by an
/// INFORMATIONAL of the new one: our crash token (RFC 6290 4.3), the ticket to resume by (RFC 5723 6.2), our
/// window (RFC 7296 2.3).
class RefreshTask final : public InformationalTask {
 public:
    explicit RefreshTask(bool token)
        : InformationalTask("INFORMATIONAL", About::kIkeSa, Overlap::kAny), token_(token) {}

    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;

 private:
    bool token_;
};

/// Has it done for the heir of a rekeyed SA, where there is anything to do. `initiator`: we began the
/// rekeying; otherwise our token has gone out with the answer.
void refresh_after_rekey(IkeSa& heir, EngineContext& context, bool initiator);

}  // namespace hawser::ike

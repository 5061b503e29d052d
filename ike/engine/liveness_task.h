// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "ike/engine/informational_task.h"

namespace hawser::ike {

struct ChildSa;

/// Asks whether the peer lives: an empty INFORMATIONAL (RFC 7296 1.4, 2.4).
class LivenessTask final : public InformationalTask {
 public:
    LivenessTask() : InformationalTask("liveness checks", About::kIkeSa, Overlap::kAny) {}
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
};

/// The peer has been silent for a while. ESP that came from it says as much as an answer (RFC 7296 2.4), so
/// the kernel is asked first where there is a Child SA; if that does not say so, the peer is.
void check_liveness(IkeSa& sa, EngineContext& context);

/// The kernel's answer about one pair.
void note_usage(IkeSa& sa, EngineContext& context, ChildSa& child, uint64_t packets_in);

}  // namespace hawser::ike

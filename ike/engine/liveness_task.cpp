// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/liveness_task.h"

#include "ike/engine/engine_context.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

std::vector<Payload> LivenessTask::build(IkeSa& /*sa*/, EngineContext& /*context*/) {
    return {};
}

TaskOutcome LivenessTask::process(IkeSa& /*sa*/, EngineContext& /*context*/, const Message& /*response*/,
                                  ByteView /*octets*/) {
    return TaskOutcome::kDone;
}

void LivenessTask::give_up(IkeSa& sa, EngineContext& context) {
    sa.fail(FailureReason::kPeerDied, silence_text(sa, "liveness checks", context.now), context.now);
}

}  // namespace hawser::ike

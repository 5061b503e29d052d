// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/delete_task.h"

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

std::vector<Payload> DeleteTask::build(IkeSa& /*sa*/, EngineContext& /*context*/) {
    if (instead_) return {NotifyPayload::of(*instead_)};
    return {DeletePayload{ProtocolId::kIke, {}}};
}

TaskOutcome DeleteTask::process(IkeSa& sa, EngineContext& /*context*/, const Message& /*response*/,
                                ByteView /*octets*/) {
    sa.set_state(IkeSaState::kDestroying, sa.state_reason());
    return TaskOutcome::kDone;
}

void DeleteTask::give_up(IkeSa& sa, EngineContext& /*context*/) {
    sa.set_state(IkeSaState::kDestroying, sa.state_reason());
}

}  // namespace hawser::ike

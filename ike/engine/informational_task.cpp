// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/informational_task.h"

#include "ike/engine/engine_context.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

void InformationalTask::give_up(IkeSa& sa, EngineContext& context) {
    sa.fail(FailureReason::kPeerDied, silence_text(sa, what_, context.now), context.now);
}

}  // namespace hawser::ike

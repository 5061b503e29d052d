// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/redirect_task.h"

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

std::vector<Payload> RedirectTask::build(IkeSa& /*sa*/, EngineContext& /*context*/) {
    return {redirect(to_)};
}

TaskOutcome RedirectTask::process(IkeSa& sa, EngineContext& context, const Message& /*response*/,
                                  ByteView /*octets*/) {
    if (sa.state() != IkeSaState::kEstablished) return TaskOutcome::kDone;
    sa.expires_at = context.now + context.options.redirect_patience;
    // Otherwise we would call back the peer that we have just sent away.
    if (Connection* connection = context.connections.find(sa.config.get())) connection->sent_away = true;
    return TaskOutcome::kDone;
}

}  // namespace hawser::ike

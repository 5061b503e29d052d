// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/create_child_task.h"

#include <utility>

#include "ike/engine/establish.h"
#include "ike/engine/exchange.h"

namespace hawser::ike {

std::vector<Payload> CreateChildTask::build(IkeSa& sa, EngineContext& context) {
    return offer_.build(sa, context);
}

TaskOutcome CreateChildTask::process(IkeSa& sa, EngineContext& context, const Message& response,
                                     ByteView /*octets*/) {
    ChildOffer::Reply reply = offer_.take(sa, context, response);
    if (reply.again || reply.followup) return TaskOutcome::kNext;
    if (reply.agreed && sa.superseded) {
        install_child(sa, context, std::move(*reply.agreed), offer_.key_source(),
                      {std::nullopt, false, std::nullopt});
    } else if (reply.agreed) {
        take_over(sa, context, std::move(*reply.agreed), offer_.key_source());
    } else if (sa.children.empty()) {
        // Of no use without one: the next attempt begins with a new IKE SA.
        begin_delete(sa, context, {reply.words.reason, std::move(reply.words.text), {}});
    } else {
        context.outbox.log(LogLevel::kWarning,
                           sa.config->name + ": no further Child SA: " + reply.words.text);
    }
    return TaskOutcome::kDone;
}

void CreateChildTask::give_up(IkeSa& sa, EngineContext& context) {
    sa.fail(FailureReason::kPeerDied, silence_text(sa, "CREATE_CHILD_SA", context.now), context.now);
}

}  // namespace hawser::ike

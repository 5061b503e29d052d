// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/liveness_task.h"

#include "ike/engine/children.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/exchange.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/mobike.h"

namespace hawser::ike {

std::vector<Payload> LivenessTask::build(IkeSa& /*sa*/, EngineContext& /*context*/) {
    return {};
}

TaskOutcome LivenessTask::process(IkeSa& /*sa*/, EngineContext& /*context*/, const Message& /*response*/,
                                  ByteView /*octets*/) {
    return TaskOutcome::kDone;
}

void check_liveness(IkeSa& sa, EngineContext& context) {
    if (!sa.usage_asked_at && !sa.children.empty()) {
        sa.usage_asked_at = context.now;
        context.outbox.push(QueryChildSa{sa.config->id, sa.children.back().handle});
        return;
    }
    sa.usage_asked_at.reset();
    if (may_be_remapped(sa)) {
        queue_task(sa, context, std::make_unique<AddressUpdateTask>());
    } else {
        queue_task(sa, context, std::make_unique<LivenessTask>());
    }
}

void note_usage(IkeSa& sa, EngineContext& context, ChildSa& child, uint64_t packets_in) {
    const bool heard = packets_in > child.packets_in;
    child.packets_in = packets_in;
    // What the peer sends with the new pair shows that it reads it too (2.8).
    if (heard && child.use_at) use_child(sa, context, child);
    if (!sa.usage_asked_at) return;
    if (heard) {
        sa.usage_asked_at.reset();
        sa.last_heard = context.now;
    } else {
        check_liveness(sa, context);
    }
}

}  // namespace hawser::ike

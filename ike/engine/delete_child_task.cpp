// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/delete_child_task.h"

#include <algorithm>
#include <utility>

#include "ike/engine/children.h"
#include "ike/engine/exchange.h"

namespace hawser::ike {

bool DeleteChildTask::is_void(const IkeSa& sa) const {
    return sa.find_child(child_) == nullptr;  // the peer was faster
}

std::vector<Payload> DeleteChildTask::build(IkeSa& sa, EngineContext& /*context*/) {
    return {DeletePayload{ProtocolId::kEsp, {sa.find_child(child_)->spi_in}}};
}

TaskOutcome DeleteChildTask::process(IkeSa& sa, EngineContext& context, const Message& /*response*/,
                                     ByteView /*octets*/) {
    // Gone if the peer's DELETE crossed ours.
    if (sa.find_child(child_) == nullptr) return TaskOutcome::kDone;
    retire_child(sa, context, child_);
    settle_childless(sa, context, FailureReason::kProtocolError, "the last Child SA has been deleted");
    return TaskOutcome::kDone;
}

void settle_childless(IkeSa& sa, EngineContext& context, FailureReason reason, std::string text) {
    if (!sa.children.empty() || sa.state() != IkeSaState::kEstablished) return;
    // What another SA has taken over from goes by its own clock.
    if (sa.superseded && sa.expires_at) return;
    const bool comes = std::any_of(sa.flights.begin(), sa.flights.end(), [](const IkeSa::Flight& one) {
        return one.task->exchange() == ExchangeType::kCreateChildSa;
    });
    if (comes) {
        sa.expires_at = context.now + context.options.childless_lifetime;
        return;
    }
    if (sa.suspicion && sa.suspicion->reason == FailureReason::kKernelRefused) {
        reason = sa.suspicion->reason;
        text = sa.suspicion->text;
    }
    begin_delete(sa, context, {reason, std::move(text), {}});
}

void close_child(IkeSa& sa, EngineContext& context, ChildSa& child) {
    if (child.state == ChildSaState::kDeleting) return;
    child.state = ChildSaState::kDeleting;
    child.lifetime = {};
    child.use_at.reset();
    queue_task(sa, context, std::make_unique<DeleteChildTask>(child.handle));
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/intermediate_task.h"

#include <utility>

#include "ike/engine/auth_task.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/intermediate.h"
#include "ike/engine/proposal_additional.h"

namespace hawser::ike {

std::vector<Payload> IntermediateTask::build(IkeSa& sa, EngineContext& context) {
    auto made = KeyExchange::create(due_intermediate(sa), context.random);
    if (!made) {
        sa.fail(FailureReason::kProtocolError, made.error().text(), context.now);
        return {};
    }
    key_exchange_ = std::move(made).value();
    return {KePayload{key_exchange_->group(), to_bytes(key_exchange_->public_value())}};
}

TaskOutcome IntermediateTask::process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView /*octets*/) {
    if (const auto* error = response.error_notify()) {
        ErrorWords words = explain_notify(sa, *error, "IKE_INTERMEDIATE");
        sa.fail(words.reason, std::move(words.text), context.now);
        return TaskOutcome::kDone;
    }
    const auto* ke = response.get<KePayload>();
    std::optional<SecretBytes> shared;
    if (ke != nullptr && ke->group == key_exchange_->group()) shared = key_exchange_->shared_secret(ke->data);
    if (!shared) {
        sa.fail(FailureReason::kProtocolError, "peer's IKE_INTERMEDIATE response has no valid KE payload",
                context.now);
        return TaskOutcome::kDone;
    }
    complete_intermediate(sa, *shared);
    return TaskOutcome::kDone;
}

void IntermediateTask::give_up(IkeSa& sa, EngineContext& context) {
    fail_unanswered(sa, "IKE_INTERMEDIATE", context.now);
}

void queue_tasks_after_init(IkeSa& sa) {
    const size_t additional = agreed_additional(sa.crypto->algorithms.additional).size();
    for (size_t i = 0; i < additional; ++i)
        sa.queue.push_back(std::make_unique<IntermediateTask>());
    sa.queue.push_back(std::make_unique<AuthTask>());
}

}  // namespace hawser::ike

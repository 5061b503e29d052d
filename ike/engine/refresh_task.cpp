// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/refresh_task.h"

#include "ike/engine/exchange.h"
#include "ike/engine/quick_crash.h"
#include "ike/engine/resume_client.h"
#include "ike/engine/window_size.h"

namespace hawser::ike {

std::vector<Payload> RefreshTask::build(IkeSa& sa, EngineContext& context) {
    std::vector<Payload> payloads;
    if (token_) append_crash_token(sa, context, payloads);
    append_ticket_request(sa, payloads);
    append_window_size(sa, payloads);
    return payloads;
}

TaskOutcome RefreshTask::process(IkeSa& sa, EngineContext& context, const Message& response,
                                 ByteView /*octets*/) {
    take_ticket(sa, context, response);
    return TaskOutcome::kDone;
}

void refresh_after_rekey(IkeSa& heir, EngineContext& context, bool initiator) {
    forget_session(heir, context);
    const bool token = initiator && context.options.crash_secret != nullptr;
    const bool window = heir.config->window_size > 1;
    if (token || window || wants_ticket(heir))
        queue_task(heir, context, std::make_unique<RefreshTask>(token));
}

}  // namespace hawser::ike

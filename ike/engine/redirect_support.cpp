// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/redirect_support.h"

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/notify_data.h"

namespace hawser::ike {

void append_redirect_support(const IkeSa& sa, const EngineContext& context, std::vector<Payload>& request) {
    if (!sa.config->redirect.follow) return;
    request.push_back(NotifyPayload::of(NotifyType::kRedirectSupported));
    const Connection* connection = context.connections.find(sa.config->id);
    if (connection == nullptr || connection->redirect.gateway() != sa.remote.address) return;
    request.push_back(redirected_from({connection->redirect.from(), {}}));
}

bool follows_redirects(const Message& init_request) {
    return init_request.notify(NotifyType::kRedirectSupported) != nullptr ||
           init_request.notify(NotifyType::kRedirectedFrom) != nullptr;
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/redirect_gateway.h"

#include <utility>

#include "ike/engine/redirect_policy.h"
#include "ike/engine/redirect_support.h"
#include "ike/engine/redirect_task.h"

namespace hawser::ike {

std::optional<NotifyPayload> redirect_in_init(const EngineContext& context, const Connection& connection,
                                              const PeerRequest& request) {
    const Message& message = request.message;
    if (context.options.redirect_policy == nullptr || !follows_redirects(message)) return std::nullopt;
    RedirectCandidate initiator{request.local.address, request.remote, connection.config->id, {}, {}};
    if (const auto* from = message.notify(NotifyType::kRedirectedFrom)) {
        if (auto gateway = parse_redirected_from(*from)) initiator.redirected_from = *std::move(gateway);
    }
    const auto to = context.options.redirect_policy->redirect(initiator);
    if (!to) return std::nullopt;
    return redirect(*to, message.get<NoncePayload>()->nonce);
}

std::optional<NotifyPayload> redirect_in_auth(const EngineContext& context, const IkeSa& sa,
                                              const Identity& identity) {
    if (context.options.redirect_policy == nullptr || !sa.peer.redirect) return std::nullopt;
    const auto to = context.options.redirect_policy->redirect(
        {sa.local.address, sa.remote, sa.config->id, identity, std::nullopt});
    if (!to) return std::nullopt;
    return redirect(*to);
}

Result<void> redirect_established(IkeSa& sa, EngineContext& context, GatewayIdentity to) {
    // RFC 5685 10: only the original responder can redirect.
    if (sa.lineage.initiator) return Error("'" + sa.config->name + "' was begun by us, not by the peer");
    if (!sa.peer.redirect) return Error("the peer of '" + sa.config->name + "' does not follow redirects");
    queue_task(sa, context, std::make_unique<RedirectTask>(std::move(to)));
    return {};
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/duplicates.h"

#include <chrono>

#include "ike/engine/exchange.h"

namespace hawser::ike {

Newcomer judge_newcomer(const IkeSa& newcomer, const IkeSa* established) {
    if (established == nullptr) return Newcomer::kWelcome;
    const Lineage& other = established->lineage;
    if (newcomer.initiator() == other.initiator) {
        const bool older = newcomer.unique_id() < other.unique_id;
        return older ? Newcomer::kStraggler : Newcomer::kReplaces;
    }
    const bool at_once = newcomer.unique_id() <= other.established_order;
    if (!at_once) return Newcomer::kReplaces;
    return newcomer.initiator_spi() < other.initiator_spi ? Newcomer::kReplaces : Newcomer::kYields;
}

IkeSa* established_rival(const IkeSa& newcomer, const EngineContext& context) {
    for (IkeSa* sa : context.sas.of(newcomer.config.get())) {
        if (sa != &newcomer && sa->state() == IkeSaState::kEstablished && !sa->superseded) return sa;
    }
    return nullptr;
}

void supersede(IkeSa& old, EngineContext& context) {
    old.superseded = true;
    for (ChildSa& child : old.children)
        child.state = ChildSaState::kRekeyed;
    // Its initiator deletes it first, so that the two DELETEs do not cross.
    const Duration wait = context.options.replaced_child_lifetime;
    old.expires_at = context.now + (old.initiator() ? wait : 2 * wait);
}

void abandon_early_attempts(const IkeSa& established, EngineContext& context) {
    for (IkeSa* sa : context.sas.of(established.config.get())) {
        const bool early = sa->initiator() && sa->state() == IkeSaState::kConnecting && !sa->crypto;
        if (sa == &established || !early) continue;
        sa->superseded = true;
        sa->set_state(IkeSaState::kDestroying, "the peer's attempt was faster");
        context.touched.push_back(sa->own_spi());
    }
}

void yield_to_rival(IkeSa& newcomer, EngineContext& context) {
    newcomer.superseded = true;
    if (newcomer.initiator()) {
        begin_delete(newcomer, context,
                     {FailureReason::kNone, "both sides began at once, and the other SA is kept", {}});
    } else {
        newcomer.expires_at = context.now + 2 * context.options.replaced_child_lifetime;
    }
}

}  // namespace hawser::ike

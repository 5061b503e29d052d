// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/rekey_child_responder.h"

#include "ike/engine/create_child_responder.h"
#include "ike/engine/rekey_child_task.h"

namespace hawser::ike {

namespace {

/// Our own rekeying of the same pair, whose request is on the way.
RekeyChildTask* own_rekeying(const IkeSa& sa, ChildHandle child) {
    auto* task = active_task<RekeyChildTask>(sa);
    return task != nullptr && task->child() == child ? task : nullptr;
}

}  // namespace

void respond_rekey_child(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                         const NotifyPayload& rekey) {
    const ChildSa* old = find_child_by_outbound(sa, rekey.esp_spi());
    if (old == nullptr || rekey.protocol != ProtocolId::kEsp) {
        refuse_create_child(sa, context, request,
                            NotifyPayload::of_esp(NotifyType::kChildSaNotFound, rekey.esp_spi()));
        return;
    }
    // Being closed, or replaced already: the peer's view will be ours in a moment.
    if (old->state >= ChildSaState::kRekeyed || old->redundant) {
        refuse_create_child(sa, context, request, NotifyPayload::of(NotifyType::kTemporaryFailure));
        return;
    }
    const ChildHandle handle = old->handle;
    // RFC 9370 2.2.4: the peer has agreed to ours already.
    const RekeyChildTask* own = own_rekeying(sa, handle);
    if (own != nullptr && own->in_followup()) {
        refuse_create_child(sa, context, request, NotifyPayload::of(NotifyType::kTemporaryFailure));
        return;
    }
    const auto made = answer_child_request(sa, context, request, handle);
    if (made) note_rekeyed(sa, handle, *made);
}

void note_rekeyed(IkeSa& sa, ChildHandle replaced, const AnsweredChild& made) {
    // 2.8.1: "it will just note the situation and respond as usual"
    if (RekeyChildTask* own = own_rekeying(sa, replaced)) {
        own->note_collision({made.handle, made.lowest_nonce});
        return;
    }
    ChildSa* old = sa.find_child(replaced);
    if (old == nullptr || made.handle == ChildHandle()) return;
    old->state = ChildSaState::kRekeyed;
    old->lifetime.rekey_at.reset();
}

}  // namespace hawser::ike

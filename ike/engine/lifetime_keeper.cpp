// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/lifetime_keeper.h"

#include <utility>
#include <vector>

#include "ike/engine/children.h"
#include "ike/engine/delete_child_task.h"
#include "ike/engine/exchange.h"
#include "ike/engine/rekey_child_task.h"
#include "ike/engine/rekey_ike_task.h"

namespace hawser::ike {

namespace {

bool is_due(const std::optional<TimePoint>& at, const EngineContext& context) {
    return at && *at <= context.now;
}

/// 2.8: "When the lifetime of a Security Association expires, the Security Association MUST NOT be used."
void end_child(IkeSa& sa, EngineContext& context, ChildSa& child) {
    if (sa.children.size() == 1) {
        begin_delete(sa, context,
                     {FailureReason::kProtocolError,
                      "the Child SA's life is over, and it could not be rekeyed before",
                      {}});
        return;
    }
    close_child(sa, context, child);
}

void keep_child(IkeSa& sa, EngineContext& context, ChildHandle handle) {
    ChildSa* child = sa.find_child(handle);
    if (child == nullptr || sa.state() != IkeSaState::kEstablished) return;
    if (is_due(child->use_at, context)) use_child(sa, context, *child);
    if (sa.superseded) return;
    if (is_due(child->lifetime.expire_at, context)) {
        end_child(sa, context, *child);
    } else if (is_due(child->lifetime.rekey_at, context)) {
        rekey_child(sa, context, *child);
    }
}

}  // namespace

void keep_lifetimes(IkeSa& sa, EngineContext& context) {
    if (sa.state() != IkeSaState::kEstablished) return;
    std::vector<ChildHandle> handles;
    for (const ChildSa& child : sa.children)
        handles.push_back(child.handle);
    for (ChildHandle handle : handles)
        keep_child(sa, context, handle);
    if (sa.superseded || sa.state() != IkeSaState::kEstablished) return;
    if (is_due(sa.lifetime.expire_at, context)) {
        begin_delete(sa, context,
                     {FailureReason::kProtocolError,
                      "the IKE SA's life is over, and it could not be rekeyed before",
                      {}});
    } else if (is_due(sa.lifetime.rekey_at, context)) {
        rekey_ike(sa, context);
    }
}

void note_expiry(IkeSa& sa, EngineContext& context, ChildSa& child, bool hard) {
    if (sa.state() != IkeSaState::kEstablished || sa.superseded) return;
    if (hard) {
        end_child(sa, context, child);
    } else {
        rekey_child(sa, context, child);
    }
}

void note_installed(IkeSa& sa, EngineContext& context, ChildSa& child, const Result<void>& answer) {
    if (answer.ok()) {
        if (child.state == ChildSaState::kInstalling) child.state = ChildSaState::kInstalled;
        sa.suspicion.reset();  // of an earlier refusal
        return;
    }
    context.touched.push_back(sa.own_spi());
    const std::string text = "installing the Child SA: " + answer.error().text();
    if (sa.children.size() == 1) {
        begin_delete(sa, context, {FailureReason::kKernelRefused, text, {}});
        return;
    }
    context.outbox.log(LogLevel::kWarning, sa.config->name + ": " + text);
    // The peer may have closed, or be about to close, what this one was to replace.
    sa.suspect(FailureReason::kKernelRefused, text);
    child.redundant = true;
    close_child(sa, context, child);
}

}  // namespace hawser::ike

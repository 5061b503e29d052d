// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "ike/engine/handles.h"
#include "ike/engine/informational_task.h"
#include "ike/engine/sa_status.h"

namespace hawser::ike {

struct ChildSa;

/// Closes one Child SA (RFC 7296 1.4.1). Whatever the answer says, it is closed then.
class DeleteChildTask final : public InformationalTask {
 public:
    explicit DeleteChildTask(ChildHandle child)
        : InformationalTask("the deletion of a Child SA", About::kChildSas, Overlap::kNone), child_(child) {}

    [[nodiscard]] bool is_void(const IkeSa& sa) const override;
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;

 private:
    ChildHandle child_;
};

/// The last Child SA is gone. Unless a new one is being made, the next one comes with a new IKE SA, after the
/// usual wait: this one is deleted for the reason given, or for an earlier refusal of the kernel's.
void settle_childless(IkeSa& sa, EngineContext& context, FailureReason reason, std::string text);

/// The pair is to be deleted, as soon as it is this task's turn.
void close_child(IkeSa& sa, EngineContext& context, ChildSa& child);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "ike/engine/informational_task.h"
#include "ike/wire/notify_type.h"

namespace hawser::ike {

/// Ends an IKE SA: INFORMATIONAL with DELETE (RFC 7296 1.4.1), or with the error that says the same without
/// one (2.21.2). Any answer, and none, ends it here.
class DeleteTask final : public InformationalTask {
 public:
    explicit DeleteTask(std::optional<NotifyType> instead)
        : InformationalTask("DELETE", About::kIkeSa, Overlap::kAny), instead_(instead) {}

    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;

 private:
    std::optional<NotifyType> instead_;
};

}  // namespace hawser::ike

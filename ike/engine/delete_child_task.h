// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/handles.h"
#include "ike/engine/task.h"

namespace hawser::ike {

struct ChildSa;

/// Closes one Child SA (RFC 7296 1.4.1). Whatever the answer says, it is closed then.
class DeleteChildTask final : public Task {
 public:
    explicit DeleteChildTask(ChildHandle child) : child_(child) {}

    [[nodiscard]] ExchangeType exchange() const override { return ExchangeType::kInformational; }
    [[nodiscard]] bool is_void(const IkeSa& sa) const override;
    [[nodiscard]] bool concerns_child() const override { return true; }
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;

 private:
    ChildHandle child_;
};

/// The pair is to be deleted, as soon as it is this task's turn.
void close_child(IkeSa& sa, EngineContext& context, ChildSa& child);

}  // namespace hawser::ike

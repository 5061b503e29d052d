// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "ike/engine/child_offer.h"
#include "ike/engine/collision.h"
#include "ike/engine/task.h"

namespace hawser::ike {

/// Replaces a Child SA by a new one, and then closes the old one (RFC 7296 1.3.3, 2.8).
class RekeyChildTask final : public Task {
 public:
    explicit RekeyChildTask(ChildHandle child) : child_(child) {}

    [[nodiscard]] ExchangeType exchange() const override { return offer_.exchange(); }
    [[nodiscard]] bool is_void(const IkeSa& sa) const override;
    [[nodiscard]] bool concerns_child() const override { return true; }
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;

    [[nodiscard]] ChildHandle child() const { return child_; }
    /// The peer has agreed, and the additional key exchanges are under way.
    [[nodiscard]] bool in_followup() const { return offer_.exchange() == ExchangeType::kIkeFollowupKe; }
    /// The peer has made a pair that replaces the same one, while our request was on the way. The handle is
    /// zero until its additional key exchanges are over.
    void note_collision(Collision<ChildHandle> collision) { collision_ = std::move(collision); }
    [[nodiscard]] bool has_collided_with(ChildHandle pair) const {
        return collision_ && collision_->theirs == pair;
    }

 private:
    [[nodiscard]] bool has_lost(const IkeSa& sa) const;
    /// The peer's rekeying of the same pair takes the place of ours.
    void leave_to_peer(IkeSa& sa, const EngineContext& context);
    void complete(IkeSa& sa, EngineContext& context, AgreedChild agreed);
    void accept_refusal(IkeSa& sa, EngineContext& context, ChildOffer::Reply reply);

    ChildHandle child_;
    ChildOffer offer_;
    std::optional<Collision<ChildHandle>> collision_;
};

/// Rekeys a pair as soon as it is this task's turn; no effect if that is under way or the pair is replaced.
void rekey_child(IkeSa& sa, EngineContext& context, ChildSa& child);

/// CREATE_CHILD_SA was refused for the moment: an SA whose peer goes on like that for minutes is out of step
/// and is closed (RFC 7296 2.25). Returns when to try again; empty if it is closed.
[[nodiscard]] std::optional<TimePoint> after_temporary_failure(IkeSa& sa, EngineContext& context);

}  // namespace hawser::ike

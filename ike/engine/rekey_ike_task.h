// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <optional>
#include <set>

#include "ike/crypto/key_exchange.h"
#include "ike/engine/collision.h"
#include "ike/engine/followup_offer.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/spi_reservation.h"
#include "ike/engine/task.h"

namespace hawser::ike {

/// Replaces the IKE SA by a new one, which inherits its Child SAs, and deletes the old one (RFC 7296 1.3.2,
/// 2.18).
class RekeyIkeTask final : public Task {
 public:
    [[nodiscard]] ExchangeType exchange() const override {
        return in_followup() ? ExchangeType::kIkeFollowupKe : ExchangeType::kCreateChildSa;
    }
    [[nodiscard]] bool is_void(const IkeSa& sa) const override;
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;

    /// The peer has agreed, and the additional key exchanges are under way (RFC 9370 2.2.4).
    [[nodiscard]] bool in_followup() const { return followup_.due(); }
    /// The peer has made a new IKE SA in place of the same one, while our request was on the way.
    void note_collision(Collision<IkeSpi> collision) { collision_ = std::move(collision); }
    /// The new IKE SA of the peer's, while it is there; null without.
    [[nodiscard]] IkeSa* collided(const EngineContext& context) const;

 private:
    [[nodiscard]] bool wants_other_group(const IkeSa& sa, const NotifyPayload& notify);
    [[nodiscard]] TaskOutcome accept_refusal(IkeSa& sa, EngineContext& context, const NotifyPayload& error);
    [[nodiscard]] TaskOutcome complete(IkeSa& sa, EngineContext& context, const Message& response);
    [[nodiscard]] TaskOutcome take_followup(IkeSa& sa, EngineContext& context, const Message& response);
    [[nodiscard]] bool has_lost(const IkeSa& sa, const EngineContext& context) const;
    void break_off(IkeSa& sa, EngineContext& context, const char* fault);
    /// `response`: the last of the exchanges.
    void finish(IkeSa& sa, EngineContext& context, const Message& response);
    void succeed(IkeSa& sa, IkeSa& made, EngineContext& context);

    GroupId group_ = GroupId::kNone;
    std::set<GroupId> groups_tried_;
    std::unique_ptr<KeyExchange> key_exchange_;
    SpiReservation offered_;  ///< ours of the new IKE SA
    Bytes nonce_;
    /// What the peer has agreed upon.
    IkeSpi peer_spi_;
    IkeAlgorithms algorithms_;
    Bytes peer_nonce_;
    SecretBytes shared_secret_;
    FollowupOffer followup_;
    std::optional<Collision<IkeSpi>> collision_;
};

/// Rekeys the IKE SA as soon as it is this task's turn; no effect if that waits or is under way already.
void rekey_ike(IkeSa& sa, EngineContext& context);

}  // namespace hawser::ike

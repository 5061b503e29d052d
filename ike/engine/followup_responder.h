// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "ike/engine/children.h"
#include "ike/engine/exchange.h"
#include "ike/engine/proposal_additional.h"
#include "ike/engine/successor.h"

namespace hawser::ike {

/// A Child SA of the peer's that is agreed upon and not made yet.
struct PendingChild {
    AgreedChild agreed;  ///< with our SPI, which is reserved
    ChildKeySource source;
    std::optional<ChildHandle> replaces;
};

/// An IKE SA of the peer's that is agreed upon and not made yet.
struct PendingIkeSa {
    IkeSpi own_spi;
    IkeSpi peer_spi;
    IkeAlgorithms algorithms;
    SecretBytes shared_secret;
    Bytes nonce_i;
    Bytes nonce_r;
};

/// What a CREATE_CHILD_SA of the peer's has agreed upon, while the peer makes the additional key exchanges in
/// IKE_FOLLOWUP_KE (RFC 9370 2.2.4). One for an IKE SA: another CREATE_CHILD_SA takes its place.
struct PendingFollowup {
    std::variant<PendingChild, PendingIkeSa> what;
    /// In their order; the first is due.
    std::vector<GroupId> due;
    std::vector<SecretBytes> secrets;
    /// By which the next request refers to this.
    Bytes link;
    /// "if it does not receive the next expected IKE_FOLLOWUP_KE request after some reasonable period of
    /// time"
    TimePoint forget_at{};
};

/// Keeps it, and returns what the answer to the CREATE_CHILD_SA says of it.
[[nodiscard]] NotifyPayload await_followup(IkeSa& sa, EngineContext& context,
                                           std::variant<PendingChild, PendingIkeSa> what,
                                           const AdditionalGroups& agreed);
/// The peer is in the middle of replacing this pair; empty: the IKE SA.
[[nodiscard]] bool awaits_followup(const IkeSa& sa, std::optional<ChildHandle> pair);
/// It will not be made.
void drop_followup(IkeSa& sa, EngineContext& context);

/// IKE_FOLLOWUP_KE as responder. With the last of them the SA is made.
void respond_followup(IkeSa& sa, EngineContext& context, const PeerRequest& request);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "ike/crypto/key_exchange.h"
#include "ike/engine/children.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/followup_offer.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// Our side of a CREATE_CHILD_SA exchange for a Child SA (RFC 7296 1.3.1, 1.3.3): the offer, and what comes
/// of it.
class ChildOffer {
 public:
    /// CREATE_CHILD_SA, or IKE_FOLLOWUP_KE behind it.
    [[nodiscard]] ExchangeType exchange() const {
        return followup_.due() ? ExchangeType::kIkeFollowupKe : ExchangeType::kCreateChildSa;
    }
    /// SA, Ni, KEi where the proposal has a group, TSi and TSr; or an additional key exchange that is due.
    /// Empty if OpenSSL fails, and then the SA has failed.
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context);

    struct Reply {
        std::optional<AgreedChild> agreed;
        /// The peer wants another group that we offer: build() makes the request for it.
        bool again = false;
        /// Agreed, but additional key exchanges come first: build() makes the request of the next one.
        bool followup = false;
        NotifyType refusal = NotifyType::kNoAdditionalSas;
        ErrorWords words{FailureReason::kNone, {}};
    };
    /// What the response means. If the peer has chosen what we did not offer, the IKE SA is being deleted
    /// afterwards: the peer has a Child SA then that we do not have.
    [[nodiscard]] Reply take(IkeSa& sa, EngineContext& context, const Message& response);
    /// After take() has agreed.
    [[nodiscard]] ChildKeySource key_source() const;
    [[nodiscard]] const Bytes& lowest_nonce() const;

 private:
    [[nodiscard]] bool use_group(IkeSa& sa, EngineContext& context);
    [[nodiscard]] bool wants_other_group(const NotifyPayload& notify);
    [[nodiscard]] bool insists_on_group(IkeSa& sa, const NotifyPayload& notify);
    [[nodiscard]] bool take_shared_secret(const Message& response);
    [[nodiscard]] Reply take_followup(IkeSa& sa, EngineContext& context, const Message& response);
    [[nodiscard]] Reply finish(IkeSa& sa);

    std::vector<AlgorithmProposal> proposals_;
    bool group_chosen_ = false;
    GroupId group_ = GroupId::kNone;
    std::set<GroupId> groups_tried_;
    std::unique_ptr<KeyExchange> key_exchange_;
    Bytes nonce_;
    Bytes peer_nonce_;
    SecretBytes shared_secret_;
    /// While additional key exchanges are made.
    std::optional<AgreedChild> agreed_;
    FollowupOffer followup_;
};

/// Our SPI that was offered is not used.
void release_pending_spi(IkeSa& sa, EngineContext& context);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <vector>

#include "ike/crypto/key_exchange.h"
#include "ike/engine/proposal_additional.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// The additional key exchanges behind a CREATE_CHILD_SA of ours, each in an IKE_FOLLOWUP_KE exchange (RFC
/// 9370 2.2.4). Without them nothing of what was agreed upon is there yet, on either side.
class FollowupOffer {
 public:
    /// After the response to CREATE_CHILD_SA, which agrees upon these. False if it does not say how the next
    /// exchange is to refer to it.
    [[nodiscard]] bool begin(const AdditionalGroups& agreed, const Message& response);
    /// There is one to make; build() makes its request.
    [[nodiscard]] bool due() const { return !groups_.empty(); }
    [[nodiscard]] Result<std::vector<Payload>> build(RandomSource& random);

    enum class Reply : uint8_t {
        kNext,    ///< another one is due
        kDone,    ///< secrets() are complete
        kRefused  ///< an error notify, or what cannot be used: the series has failed
    };
    [[nodiscard]] Reply take(const Message& response);

    [[nodiscard]] const std::vector<SecretBytes>& secrets() const { return secrets_; }

 private:
    [[nodiscard]] bool take_link(const Message& response);

    std::vector<GroupId> groups_;
    Bytes link_;
    std::unique_ptr<KeyExchange> key_exchange_;
    std::vector<SecretBytes> secrets_;
};

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <set>

#include "ike/crypto/key_exchange.h"
#include "ike/engine/task.h"

namespace hawser::ike {

/// IKE_SA_INIT as initiator (RFC 7296 1.2). Nothing in the responses is authenticated, so errors are noted
/// and not believed (2.21.1), except COOKIE and INVALID_KE_PAYLOAD, which ask for another try.
class InitTask final : public Task {
 public:
    [[nodiscard]] ExchangeType exchange() const override { return ExchangeType::kIkeSaInit; }
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;
    void give_up(IkeSa& sa, EngineContext& context) override;

 private:
    [[nodiscard]] TaskOutcome take_cookie(const NotifyPayload& cookie);
    [[nodiscard]] TaskOutcome take_other_group(IkeSa& sa, EngineContext& context,
                                               const NotifyPayload& notify);
    [[nodiscard]] TaskOutcome complete(IkeSa& sa, EngineContext& context, const Message& response,
                                       ByteView octets);
    /// Draws our half for a group; false if OpenSSL fails, and then the SA has failed.
    bool use_group(IkeSa& sa, EngineContext& context, GroupId group);

    std::unique_ptr<KeyExchange> key_exchange_;
    std::set<GroupId> groups_tried_;
    std::optional<Bytes> cookie_;
    unsigned cookies_taken_ = 0;
    /// SA, Ni and what follows: the same in every try (2.6). The KE payload comes from key_exchange_.
    std::vector<Payload> fixed_;
};

}  // namespace hawser::ike

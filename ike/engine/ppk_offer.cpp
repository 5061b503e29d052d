// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/ppk_offer.h"

#include <fmt/format.h>

#include <utility>

#include "ike/engine/ike_sa.h"
#include "ike/engine/own_authentication.h"
#include "ike/engine/ppk.h"
#include "ike/wire/notify_data.h"

namespace hawser::ike {

Result<std::vector<Payload>> PpkOffer::make(IkeSa& sa) {
    if (!sa.ppk_agreed) return std::vector<Payload>();
    const PpkConfig& config = sa.config->auth.ppk;
    const PostQuantumKey& ppk = config.keys.front();
    const ByteView id(reinterpret_cast<const uint8_t*>(ppk.id.data()), ppk.id.size());
    std::vector<Payload> payloads{ppk_identity(id)};
    if (!config.required()) {
        auto without = authenticate_ourselves(sa);
        if (!without) return without.error();
        payloads.push_back(NotifyPayload::of(NotifyType::kNoPpkAuth, without->auth.data));
        const IkeKeys& keys = sa.crypto->keys;
        plain_.emplace(Keys{keys.d.clone(), keys.pi.clone(), keys.pr.clone()});
    }
    stir_in(sa, ppk);
    made_ = true;
    return payloads;
}

std::optional<ErrorWords> PpkOffer::conclude(IkeSa& sa, const Message& response) {
    auto plain = std::exchange(plain_, std::nullopt);
    // Whatever it contains is ignored.
    if (!made_ || response.notify(NotifyType::kPpkIdentity) != nullptr) return std::nullopt;
    sa.ppk = false;
    if (!plain) {
        return ErrorWords{FailureReason::kNoCommonPpk,
                          fmt::format("peer does without the PPK '{}', which is required here",
                                      sa.config->auth.ppk.keys.front().id)};
    }
    IkeKeys& keys = sa.crypto->keys;
    keys.d = std::move(plain->d);
    keys.pi = std::move(plain->pi);
    keys.pr = std::move(plain->pr);
    return std::nullopt;
}

}  // namespace hawser::ike

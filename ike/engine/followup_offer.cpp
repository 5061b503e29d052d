// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/followup_offer.h"

#include <utility>

namespace hawser::ike {

bool FollowupOffer::take_link(const Message& response) {
    const auto* link = response.notify(NotifyType::kAdditionalKeyExchange);
    if (link != nullptr) link_ = link->data;
    return link != nullptr;
}

bool FollowupOffer::begin(const AdditionalGroups& agreed, const Message& response) {
    groups_ = agreed_additional(agreed);
    secrets_.clear();
    return groups_.empty() || take_link(response);
}

Result<std::vector<Payload>> FollowupOffer::build(RandomSource& random) {
    auto made = KeyExchange::create(groups_.front(), random);
    if (!made) return made.error();
    key_exchange_ = std::move(made).value();
    return std::vector<Payload>{KePayload{groups_.front(), to_bytes(key_exchange_->public_value())},
                                NotifyPayload::of(NotifyType::kAdditionalKeyExchange, link_)};
}

FollowupOffer::Reply FollowupOffer::take(const Message& response) {
    const auto* ke = response.get<KePayload>();
    const bool fits =
        response.error_notify() == nullptr && ke != nullptr && ke->group == key_exchange_->group();
    auto shared = fits ? key_exchange_->shared_secret(ke->data) : std::nullopt;
    const bool last = groups_.size() == 1;
    if (!shared || (!last && !take_link(response))) {
        groups_.clear();
        return Reply::kRefused;
    }
    secrets_.push_back(std::move(*shared));
    groups_.erase(groups_.begin());
    return last ? Reply::kDone : Reply::kNext;
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/init_task.h"

#include <fmt/format.h>

#include <utility>

#include "ike/engine/engine_context.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/fragmentation.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/intermediate_task.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/nat_detection.h"
#include "ike/engine/nat_verdict.h"
#include "ike/engine/ppk.h"
#include "ike/engine/proposal_additional.h"
#include "ike/engine/proposal_selection.h"
#include "ike/engine/random_numbers.h"
#include "ike/engine/redirect_client.h"

namespace hawser::ike {

namespace {

/// Whoever forges cookies makes us send one packet for each: not for ever.
constexpr unsigned kMaxCookies = 8;

/// What of an answer makes it unusable; null if nothing does.
const char* fault_of(const IkeSa& sa, const Message& response, const KeyExchange& own) {
    const auto* answer = response.get<SaPayload>();
    const auto* ke = response.get<KePayload>();
    if (answer == nullptr || ke == nullptr || response.get<NoncePayload>() == nullptr) {
        return "lacks SA, KE or Nr";
    }
    if (response.header.responder_spi == IkeSpi(0)) return "has no responder's SPI";
    if (!is_valid_ike_choice(*answer, sa.config->ike_proposals)) return "chooses what we did not offer";
    if (ke->group != own.group()) return "has a KE payload of another group than ours";
    const auto algorithms = IkeAlgorithms::from_proposal(answer->proposals.front());
    if (!algorithms || algorithms->group != own.group()) return "chooses another group than its KE payload's";
    const bool additional = !agreed_additional(algorithms->additional).empty();
    if (additional && !abilities_of(response).intermediate) {
        return "chooses additional key exchanges without IKE_INTERMEDIATE";
    }
    return nullptr;
}

}  // namespace

bool InitTask::use_group(IkeSa& sa, EngineContext& context, GroupId group) {
    auto made = KeyExchange::create(group, context.random);
    if (!made) {
        sa.fail(FailureReason::kProtocolError, made.error().text(), context.now);
        return false;
    }
    key_exchange_ = std::move(made).value();
    groups_tried_.insert(group);
    return true;
}

std::vector<Payload> InitTask::build(IkeSa& sa, EngineContext& context) {
    const auto& proposals = sa.config->ike_proposals;
    if (!key_exchange_ && !use_group(sa, context, proposals.front().group.front())) return {};
    if (fixed_.empty()) {
        sa.init.nonce_i = random_bytes(context.random, kNonceSize);
        fixed_.push_back(NoncePayload{sa.init.nonce_i});
        const MessagePath path{sa.initiator_spi(), IkeSpi(0), sa.local, sa.remote};
        const bool pretend = sa.config->encapsulation == Encapsulation::kForced;
        for (Payload& one : nat_detection_notifies(path, pretend, context.random)) {
            fixed_.push_back(std::move(one));
        }
        append_use_ppk(*sa.config, fixed_);
        append_own_abilities(sa, context, fixed_);
    }
    std::vector<Payload> payloads;
    // "include the COOKIE notification containing the received data as the first payload" (2.6)
    if (cookie_) payloads.push_back(NotifyPayload::of(NotifyType::kCookie, *cookie_));
    payloads.push_back(offer_ike(proposals));
    payloads.push_back(KePayload{key_exchange_->group(), to_bytes(key_exchange_->public_value())});
    payloads.insert(payloads.end(), fixed_.begin(), fixed_.end());
    return payloads;
}

TaskOutcome InitTask::process(IkeSa& sa, EngineContext& context, const Message& response, ByteView octets) {
    if (const auto* cookie = response.notify(NotifyType::kCookie)) return take_cookie(*cookie);
    if (const auto* other = response.notify(NotifyType::kInvalidKePayload)) {
        return take_other_group(sa, context, *other);
    }
    if (const auto* redirect = response.notify(NotifyType::kRedirect)) {
        return redirected_in_init(sa, context, *redirect);
    }
    if (const auto* error = response.error_notify()) {
        ErrorWords words = explain_notify(sa, *error, "IKE_SA_INIT");
        sa.suspect(words.reason, std::move(words.text));
        ++context.counters.dropped_forged_error;
        return TaskOutcome::kIgnored;
    }
    return complete(sa, context, response, octets);
}

TaskOutcome InitTask::take_cookie(const NotifyPayload& cookie) {
    const bool legal = !cookie.data.empty() && cookie.data.size() <= 64;
    if (!legal || cookies_taken_ == kMaxCookies) return TaskOutcome::kIgnored;
    ++cookies_taken_;
    cookie_ = cookie.data;
    return TaskOutcome::kAgain;
}

TaskOutcome InitTask::take_other_group(IkeSa& sa, EngineContext& context, const NotifyPayload& notify) {
    GroupId group = GroupId::kNone;
    if (notify.data.size() == 2) group = static_cast<GroupId>(notify.data[0] << 8 | notify.data[1]);
    if (group == key_exchange_->group()) return TaskOutcome::kIgnored;  // a repeated answer to an earlier try
    const bool offered = offers_group(sa.config->ike_proposals, group);
    if (!offered || groups_tried_.count(group) != 0) {
        sa.suspect(FailureReason::kInvalidKeGroup,
                   fmt::format("peer asks for the group {} ({}); we offer {}", to_string(group),
                               to_string(notify.type), to_string(sa.config->ike_proposals)));
        ++context.counters.dropped_forged_error;
        return TaskOutcome::kIgnored;
    }
    return use_group(sa, context, group) ? TaskOutcome::kAgain : TaskOutcome::kDone;
}

TaskOutcome InitTask::complete(IkeSa& sa, EngineContext& context, const Message& response, ByteView octets) {
    const char* fault = fault_of(sa, response, *key_exchange_);
    FailureReason reason = FailureReason::kProtocolError;
    std::optional<SecretBytes> shared;
    // Without its word there is no PPK, and the peer is given up if nobody else answers for it.
    if (fault == nullptr && lacks_ppk(*sa.config, response)) {
        fault = "does not agree to use a PPK, which is required";
        reason = FailureReason::kNoCommonPpk;
    }
    if (fault == nullptr) {
        shared = key_exchange_->shared_secret(response.get<KePayload>()->data);
        if (!shared) fault = "has an invalid public value in KE";
    }
    if (fault != nullptr) {
        sa.suspect(reason, fmt::format("peer's IKE_SA_INIT response {}", fault));
        ++context.counters.dropped_forged_error;
        return TaskOutcome::kIgnored;
    }
    sa.peer_spi = response.header.responder_spi;
    sa.init.response = to_bytes(octets);
    sa.init.nonce_r = response.get<NoncePayload>()->nonce;
    sa.peer = abilities_of(response);
    sa.ppk_agreed = sa.config->auth.ppk.in_use() && response.notify(NotifyType::kUsePpk) != nullptr;
    agree_on_fragmentation(sa);
    sa.suspicion.reset();
    set_up_keys(sa, *IkeAlgorithms::from_proposal(response.get<SaPayload>()->proposals.front()), *shared);
    take_nat_verdict(sa, context, response);
    begin_intermediate(sa);
    queue_tasks_after_init(sa);
    return TaskOutcome::kDone;
}

void InitTask::give_up(IkeSa& sa, EngineContext& context) {
    fail_unanswered(sa, "IKE_SA_INIT", context.now);
}

}  // namespace hawser::ike

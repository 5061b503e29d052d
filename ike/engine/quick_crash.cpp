// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/quick_crash.h"

#include <fmt/format.h>

#include "ike/crypto/prf.h"
#include "ike/engine/exchange.h"
#include "ike/wire/notify_data.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

namespace {

/// 5.1, with HMAC in place of the bare hash: tokens say nothing about the secret or each other.
NotifyPayload token_of(const SecretBytes& secret, IkeSpi initiator_spi, IkeSpi responder_spi) {
    ByteWriter spis;
    spis.u64(initiator_spi.value());
    spis.u64(responder_spi.value());
    const SecretBytes token = Prf(PrfId::kHmacSha2_256).compute(secret.view(), spis.view());
    NotifyPayload notify = qcd_token(token.view());
    notify.protocol = ProtocolId::kIke;  // 4.1
    return notify;
}

/// A request that its sender would protect by an SA in which tokens have been exchanged.
bool is_of_established_sa(const IkeHeader& header) {
    const bool is_protected = header.next_payload == PayloadType::kEncrypted ||
                              header.next_payload == PayloadType::kEncryptedFragment;
    const bool later =
        header.exchange == ExchangeType::kInformational || header.exchange == ExchangeType::kCreateChildSa;
    return is_protected && later && !header.response && header.responder_spi != IkeSpi(0);
}

}  // namespace

void append_crash_token(const IkeSa& sa, const EngineContext& context, std::vector<Payload>& payloads) {
    if (!context.options.crash_secret) return;
    payloads.push_back(token_of(*context.options.crash_secret, sa.initiator_spi(), sa.responder_spi()));
}

void take_crash_token(IkeSa& sa, const Message& message) {
    const auto* notify = message.notify(NotifyType::kQuickCrashDetection);
    if (notify == nullptr) return;
    if (auto token = parse_qcd_token(*notify)) sa.crash_token = *std::move(token);
}

std::vector<Payload> crash_tokens_for(EngineContext& context, const IkeHeader& header) {
    if (!context.options.crash_secret || !is_of_established_sa(header)) return {};
    // The flag that says whose SPI is whose is anybody's word.
    const bool lives = context.sas.find(header.initiator_spi) != nullptr ||
                       context.sas.find(header.responder_spi) != nullptr;
    if (lives || context.now < context.crash_tokens_from || !context.crash_answers.allow(context.now)) {
        return {};
    }
    // An SA that we are about to have lives too, and the peer may have it already.
    if (context.sas.offers(header.initiator_spi)) return {};
    ++context.counters.crash_tokens_sent;
    return {token_of(*context.options.crash_secret, header.initiator_spi, header.responder_spi)};
}

bool ended_by_crash_token(IkeSa& sa, EngineContext& context, const Message& message) {
    constexpr size_t kMaxTokens = 4;
    if (sa.crash_token.empty()) return false;
    size_t looked_at = 0;
    for (const NotifyPayload* notify : message.all<NotifyPayload>()) {
        if (notify->type != NotifyType::kQuickCrashDetection) continue;
        if (++looked_at > kMaxTokens) return false;
        if (!equal_in_constant_time(notify->data, sa.crash_token)) continue;
        sa.fail(FailureReason::kPeerCrashed,
                fmt::format("the peer at {} has lost the IKE SA and proves it by its crash token",
                            sa.remote.address.to_string()),
                context.now);
        return true;
    }
    if (looked_at == 0) return false;
    context.outbox.log_stranger(context.now, sa.config->name + ": dropped a wrong crash token");
    return false;
}

}  // namespace hawser::ike

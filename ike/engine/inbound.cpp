// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/inbound.h"

#include <fmt/format.h>

#include <utility>

#include "ike/engine/exchange.h"
#include "ike/engine/init_responder.h"
#include "ike/engine/protected_inbound.h"
#include "ike/engine/quick_crash.h"
#include "ike/wire/rules.h"

namespace hawser::ike {

namespace {

/// Attempts that wait for this peer's answer remember that something came: "silent" and "sends rubbish" are
/// different faults.
void note_rubbish(EngineContext& context, const Datagram& datagram, const std::string& reason) {
    for (const Connection* one :
         context.connections.of_addresses(datagram.local.address, datagram.remote.address)) {
        for (IkeSa* sa : context.sas.of(one->config.get())) {
            if (!sa->initiator() || sa->state() != IkeSaState::kConnecting) continue;
            ++sa->rubbish_heard;
            sa->rubbish_reason = reason;
        }
    }
}

void drop_malformed(EngineContext& context, const Datagram& datagram, const Refusal& refusal) {
    ++context.counters.dropped_malformed;
    note_rubbish(context, datagram, refusal.to_string());
}

/// 2.5: a higher major version is answered in the clear, with ours in the header.
void answer_version(EngineContext& context, const Datagram& datagram) {
    constexpr size_t kSpis = 16;
    constexpr size_t kFlags = 19;
    constexpr uint8_t kResponseFlag = 0x20;
    constexpr uint8_t kInitiatorFlag = 0x08;
    if (datagram.bytes.size() < IkeHeader::kSize || (datagram.bytes[kFlags] & kResponseFlag) != 0) return;
    Message message;
    const auto spi_at = [&](size_t offset) {
        uint64_t number = 0;
        for (size_t i = offset; i < offset + kSpis / 2; ++i)
            number = number << 8 | datagram.bytes[i];
        return IkeSpi(number);
    };
    message.header.initiator_spi = spi_at(0);
    message.header.responder_spi = spi_at(kSpis / 2);
    message.header.response = true;
    message.header.from_initiator = (datagram.bytes[kFlags] & kInitiatorFlag) == 0;
    message.payloads.push_back(NotifyPayload::of(NotifyType::kInvalidMajorVersion));
    context.outbox.answer_stranger(context.now,
                                   {std::nullopt, datagram.local, datagram.remote, message.serialize()});
}

/// In the clear, and legal for its exchange; counted and noted if not.
std::optional<Message> parse_clear(EngineContext& context, const Datagram& datagram) {
    auto message = Message::parse(datagram.bytes);
    if (!message) {
        drop_malformed(context, datagram, message.refusal());
        return std::nullopt;
    }
    if (const auto refusal = check_payload_rules(*message)) {
        drop_malformed(context, datagram, *refusal);
        return std::nullopt;
    }
    return std::move(message).value();
}

void take_init_request(EngineContext& context, const Datagram& datagram, bool closing) {
    if (closing) {
        ++context.counters.dropped_no_connection;
        return;
    }
    const auto message = parse_clear(context, datagram);
    if (!message) return;
    // 2.2: "the first IKE_SA_INIT messages (including retries ...) will always be numbered 0".
    if (message->header.message_id != MessageId(0)) {
        ++context.counters.dropped_wrong_message_id;
        return;
    }
    respond_init(context, {*message, datagram.bytes, datagram.local, datagram.remote}, datagram.uplink_hint);
}

void take_init_response(EngineContext& context, IkeSa& sa, const Datagram& datagram) {
    // Whoever can answer is at the address that was asked; NATs do not change that.
    const Task* asked = sa.initiator() && !sa.flights.empty() ? sa.flights.front().task.get() : nullptr;
    if (asked == nullptr || !begins_sa(asked->exchange()) || datagram.remote != sa.remote) {
        ++context.counters.dropped_wrong_message_id;
        return;
    }
    const auto message = parse_clear(context, datagram);
    if (!message) return;
    if (!sa.requests.expects(message->header.message_id) || message->header.from_initiator ||
        message->header.exchange != asked->exchange()) {
        ++context.counters.dropped_wrong_message_id;
        return;
    }
    handle_response(sa, context, *message, datagram.bytes);
}

/// No SA has this SPI: the answer of one that has ended, or of a former life of ours (2.21.4).
void take_unknown(EngineContext& context, const IkeHeader& header, IkeSpi own_spi, const Datagram& datagram) {
    if (const auto* answer = context.farewells.find(own_spi, datagram.bytes, context.now)) {
        ++context.counters.responses_replayed;
        for (const Bytes& one : *answer)
            context.outbox.push(SendDatagram{std::nullopt, datagram.local, datagram.remote, one});
        return;
    }
    ++context.counters.dropped_unknown_spi;
    if (header.response) return;
    Message message;
    message.header = header;
    message.header.response = true;
    message.header.from_initiator = !header.from_initiator;
    message.payloads.push_back(NotifyPayload::of(NotifyType::kInvalidIkeSpi));
    if (auto tokens = crash_tokens_for(context, header); !tokens.empty()) {
        message.payloads.insert(message.payloads.end(), tokens.begin(), tokens.end());
        context.outbox.push(SendDatagram{std::nullopt, datagram.local, datagram.remote, message.serialize()});
        return;
    }
    context.outbox.answer_stranger(context.now,
                                   {std::nullopt, datagram.local, datagram.remote, message.serialize()});
}

}  // namespace

void take_datagram(EngineContext& context, const Datagram& datagram, bool closing) {
    ++context.counters.datagrams_in;
    if (datagram.bytes.size() > context.options.max_message_size) {
        ++context.counters.dropped_too_large;
        return;
    }
    const auto header = IkeHeader::parse(datagram.bytes);
    if (!header) {
        drop_malformed(context, datagram, header.refusal());
        if (header.refusal().notify == NotifyType::kInvalidMajorVersion) answer_version(context, datagram);
        return;
    }
    const bool init = begins_sa(header->exchange);
    if (init && !header->response && header->responder_spi == IkeSpi(0)) {
        take_init_request(context, datagram, closing);
        return;
    }
    // 2.6: the Initiator flag says which of the two SPIs is ours.
    const IkeSpi own_spi = header->from_initiator ? header->responder_spi : header->initiator_spi;
    IkeSa* sa = context.sas.find(own_spi);
    if (sa == nullptr || sa->initiator() == header->from_initiator) {
        take_unknown(context, *header, own_spi, datagram);
        return;
    }
    context.touched.push_back(own_spi);
    if (init) {
        take_init_response(context, *sa, datagram);
    } else {
        take_protected(context, *sa, *header, datagram);
    }
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/init_responder.h"

#include <fmt/format.h>

#include <utility>

#include "ike/engine/certificate_request.h"
#include "ike/engine/establish.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/fragmentation.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/nat_detection.h"
#include "ike/engine/proposal_additional.h"
#include "ike/engine/proposal_selection.h"
#include "ike/engine/random_numbers.h"
#include "ike/engine/redirect_gateway.h"
#include "ike/engine/resume_gateway.h"

namespace hawser::ike {

namespace {

/// A connection that the initiator may mean, with the proposal that it would take.
struct Choice {
    Connection* connection;
    Proposal proposal;
    IkeAlgorithms algorithms;
};

bool repeat_answer(EngineContext& context, const PeerRequest& request) {
    const IkeSa* known =
        context.sas.find_by_init_request(request.message.header.initiator_spi, request.octets);
    if (known == nullptr) return false;
    // 2.1: after IKE_AUTH has been received the request is ignored.
    if (known->is_half_open()) {
        ++context.counters.responses_replayed;
        context.outbox.push(
            SendDatagram{known->config->id, request.local, request.remote, known->init.response});
    } else {
        ++context.counters.dropped_wrong_message_id;
    }
    return true;
}

/// Asked for once, cookies are asked for as long as an initiator may repeat its request without one: it would
/// take the answer to that for the answer to its latest, with the cookie, and AUTH covers only one of the two
/// (2.15). A hub whose branches all come back has about as many half-open SAs as the threshold for seconds.
bool wants_cookies(EngineContext& context) {
    if (context.sas.half_open().total() < context.options.cookie_threshold)
        return context.cookies_until && context.now < *context.cookies_until;
    context.cookies_until = context.now + context.options.half_open_lifetime;
    return true;
}

/// Whether the initiator may go on; if not, it has been sent a cookie.
bool check_cookie(EngineContext& context, const Connection& connection, const PeerRequest& request) {
    if (!wants_cookies(context)) return true;
    const Bytes& nonce = request.message.get<NoncePayload>()->nonce;
    const IkeSpi spi = request.message.header.initiator_spi;
    const auto* cookie = request.message.notify(NotifyType::kCookie);
    if (cookie != nullptr &&
        context.cookies.is_valid(cookie->data, nonce, request.remote, spi, context.now)) {
        return true;
    }
    const Bytes fresh = context.cookies.issue(nonce, request.remote, spi, context.now);
    ++context.counters.cookies_sent;
    context.outbox.push(
        stateless_answer(&connection, request, NotifyPayload::of(NotifyType::kCookie, fresh)));
    return false;
}

bool has_room(EngineContext& context, const PeerRequest& request) {
    const HalfOpenCount& half_open = context.sas.half_open();
    const bool room = half_open.total() < context.options.half_open_max &&
                      half_open.bytes() + request.octets.size() < context.options.half_open_bytes_max &&
                      half_open.from(request.remote.address) < context.options.half_open_max_per_source;
    if (!room) {
        ++context.counters.dropped_half_open_limit;
        context.outbox.log_stranger(
            context.now,
            fmt::format("dropped IKE_SA_INIT from {}: too many half-open IKE SAs ({}, {} of that "
                        "source)",
                        request.remote.to_string(), half_open.total(),
                        half_open.from(request.remote.address)));
    }
    return room;
}

std::optional<Choice> choose(const std::vector<Connection*>& candidates, const Message& request) {
    const SaPayload& offer = *request.get<SaPayload>();
    const GroupId sent_group = request.get<KePayload>()->group;
    const bool intermediate = request.notify(NotifyType::kIntermediateExchangeSupported) != nullptr;
    for (Connection* connection : candidates) {
        auto proposal = select_ike(offer, connection->config->ike_proposals, sent_group);
        if (!proposal) continue;
        const auto algorithms = IkeAlgorithms::from_proposal(*proposal);
        // Additional key exchanges are made in IKE_INTERMEDIATE.
        if (algorithms && (intermediate || agreed_additional(algorithms->additional).empty())) {
            return Choice{connection, std::move(*proposal), *algorithms};
        }
    }
    return std::nullopt;
}

void refuse_proposal(EngineContext& context, Connection& connection, const PeerRequest& request) {
    note_refusal(
        context, connection, FailureReason::kNoProposalChosen,
        fmt::format("no common IKE proposal: peer at {} offers {}; we accept {}", request.remote.to_string(),
                    clipped(request.message.get<SaPayload>()->to_string()),
                    to_string(connection.config->ike_proposals)));
    context.outbox.answer_stranger(
        context.now,
        stateless_answer(&connection, request, NotifyPayload::of(NotifyType::kNoProposalChosen)));
}

/// 2.7: "the first two-octet group number" that we would have liked.
void ask_for_group(EngineContext& context, const Choice& choice, const PeerRequest& request) {
    const auto group = static_cast<uint16_t>(choice.algorithms.group);
    const Bytes data = {static_cast<uint8_t>(group >> 8), static_cast<uint8_t>(group)};
    context.outbox.push(
        stateless_answer(choice.connection, request, NotifyPayload::of(NotifyType::kInvalidKePayload, data)));
}

void answer(EngineContext& context, IkeSa& sa, const Choice& choice, const PeerRequest& request,
            ByteView public_value) {
    const MessagePath path{sa.initiator_spi(), sa.responder_spi(), request.local, request.remote};
    const bool pretend = choice.connection->config->encapsulation == Encapsulation::kForced;
    std::vector<Payload> payloads;
    payloads.push_back(SaPayload{{choice.proposal}});
    payloads.push_back(KePayload{choice.algorithms.group, to_bytes(public_value)});
    payloads.push_back(NoncePayload{sa.init.nonce_r});
    for (Payload& one : nat_detection_notifies(path, pretend, context.random)) {
        payloads.push_back(std::move(one));
    }
    append_certificate_request(context.connections, request.local.address, request.remote.address, payloads);
    if (sa.ppk_agreed) payloads.push_back(NotifyPayload::of(NotifyType::kUsePpk));
    append_confirmed_abilities(*choice.connection->config, sa.peer, payloads);
    send_response(sa, context, request, std::move(payloads));
}

void open_half(EngineContext& context, const Choice& choice, const PeerRequest& request) {
    auto own = KeyExchange::create(choice.algorithms.group, context.random);
    if (!own) {
        context.outbox.log_stranger(context.now, own.error().text());
        return;
    }
    const Message& message = request.message;
    const auto shared = (*own)->shared_secret(message.get<KePayload>()->data);
    if (!shared) {
        ++context.counters.dropped_malformed;
        context.outbox.answer_stranger(
            context.now,
            stateless_answer(choice.connection, request, NotifyPayload::of(NotifyType::kInvalidSyntax)));
        return;
    }
    IkeSa& sa = context.sas.add({++context.sas_begun, false, context.sas.draw_spi(context.random),
                                 choice.connection->config, request.local, request.remote, context.now});
    sa.peer_spi = message.header.initiator_spi;
    sa.expires_at = context.now + context.options.half_open_lifetime;
    sa.init.request = to_bytes(request.octets);
    sa.init.nonce_i = message.get<NoncePayload>()->nonce;
    sa.init.nonce_r = random_bytes(context.random, kNonceSize);
    sa.peer = abilities_of(message);
    agree_on_fragmentation(sa);
    sa.ppk_agreed = message.notify(NotifyType::kUsePpk) != nullptr &&
                    context.connections.has_ppk(request.local.address, request.remote.address);
    // The request's hashes are over its own header, where our SPI is still zero (2.23).
    const NatVerdict nat =
        detect_nat(message, {sa.initiator_spi(), IkeSpi(0), request.remote, request.local});
    sa.nat_remote = nat.source;
    sa.nat_local = nat.destination;
    set_up_keys(sa, choice.algorithms, *shared);
    begin_intermediate(sa);
    context.sas.index_initiator_spi(sa.peer_spi, sa);
    context.sas.note_half_open_bytes(sa, sa.init.request.size());
    context.touched.push_back(sa.own_spi());
    answer(context, sa, choice, request, (*own)->public_value());
}

}  // namespace

SendDatagram stateless_answer(const Connection* connection, const PeerRequest& request,
                              NotifyPayload notify) {
    Message message;
    message.header = request.message.header;
    message.header.from_initiator = false;
    message.header.response = true;
    message.payloads.push_back(std::move(notify));
    std::optional<ConnectionId> id;
    if (connection != nullptr) id = connection->config->id;
    return {id, request.local, request.remote, message.serialize()};
}

void respond_init(EngineContext& context, const PeerRequest& request,
                  std::optional<ConnectionId> uplink_hint) {
    if (repeat_answer(context, request)) return;
    const auto candidates = context.connections.candidates(
        {request.local.address, request.remote.address, uplink_hint, std::nullopt, std::nullopt});
    if (candidates.empty()) {
        ++context.counters.dropped_no_connection;
        context.outbox.log_stranger(
            context.now, fmt::format("dropped IKE_SA_INIT from {} to {}: no connection has these addresses",
                                     request.remote.to_string(), request.local.to_string()));
        return;
    }
    if (!check_cookie(context, *candidates.front(), request)) return;
    if (auto elsewhere = redirect_in_init(context, *candidates.front(), request)) {
        ++context.counters.redirects_sent;
        context.outbox.push(stateless_answer(candidates.front(), request, *std::move(elsewhere)));
        return;
    }
    if (!has_room(context, request)) return;
    if (request.message.header.exchange == ExchangeType::kIkeSessionResume) {
        respond_resume(context, *candidates.front(), request);
        return;
    }
    const auto* ke = request.message.get<KePayload>();
    const auto choice = choose(candidates, request.message);
    if (!choice) {
        refuse_proposal(context, *candidates.front(), request);
    } else if (choice->algorithms.group != ke->group) {
        ask_for_group(context, *choice, request);
    } else {
        open_half(context, *choice, request);
    }
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/exchange.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "ike/engine/children.h"
#include "ike/engine/delete_task.h"
#include "ike/engine/fragmentation.h"
#include "ike/engine/intermediate.h"
#include "ike/wire/rules.h"

namespace hawser::ike {

namespace {

IkeHeader header_of(const IkeSa& sa, ExchangeType exchange, MessageId id, bool response) {
    IkeHeader header;
    header.initiator_spi = sa.initiator_spi();
    header.responder_spi = sa.responder_spi();
    header.exchange = exchange;
    header.from_initiator = sa.initiator();
    header.response = response;
    header.message_id = id;
    return header;
}

/// Protects where the exchange asks for it. Without datagrams if OpenSSL failed, and then the SA has failed
/// too.
OutboundMessage encode(IkeSa& sa, EngineContext& context, const Message& message) {
    if (begins_sa(message.header.exchange)) {
        return {{message.serialize()}, message.header, message.first_type(), {}};
    }
    HAWSER_CHECK(sa.crypto.has_value(), "a protected message needs keys");
    if (message.header.exchange == ExchangeType::kIkeIntermediate) {
        note_sent_intermediate(sa, message.header, message.first_type(), message.serialize_payloads());
    }
    auto out = protect_message(sa, context, message);
    if (out) return std::move(out).value();
    sa.fail(FailureReason::kProtocolError, "protecting a message failed: " + out.error().text(), context.now);
    return {};
}

/// Builds a task's request and sends it with this id, in place of the one that has it already if there is
/// one.
void send_request(IkeSa& sa, EngineContext& context, Task& task, MessageId id) {
    std::vector<Payload> payloads = task.build(sa, context);
    const ExchangeType exchange = task.exchange();
    const Message message{header_of(sa, exchange, id, false), std::move(payloads), !begins_sa(exchange)};
    OutboundMessage out = encode(sa, context, message);
    if (sa.state() == IkeSaState::kDestroying) return;
    if (begins_sa(exchange)) sa.init.request = out.datagrams.front();
    send_message(sa, context, sa.local, sa.remote, out);
    if (sa.requests.expects(id)) {
        sa.requests.replace(id, std::move(out), context.now);
    } else {
        sa.requests.start(std::move(out), sa.config->retransmission, context.now);
    }
}

void take_off(IkeSa& sa, EngineContext& context, std::unique_ptr<Task> task) {
    const MessageId id = sa.requests.next_id();
    sa.flights.push_back({id, std::move(task)});
    send_request(sa, context, *sa.flights.back().task, id);
}

std::unique_ptr<Task> land(IkeSa& sa, MessageId id) {
    const auto flight = std::find_if(sa.flights.begin(), sa.flights.end(),
                                     [id](const IkeSa::Flight& one) { return one.id == id; });
    std::unique_ptr<Task> task = std::move(flight->task);
    sa.flights.erase(flight);
    return task;
}

bool go_together(const Task& one, const Task& other) {
    const auto allows = [](const Task& a, const Task& b) {
        return a.overlap() == Overlap::kAny || (a.overlap() == Overlap::kChildExchange && b.concerns_child());
    };
    return allows(one, other) || allows(other, one);
}

/// 2.3: as many as the peer's window allows.
bool may_take_off(const IkeSa& sa, const Task& task) {
    return sa.requests.has_room() &&
           std::all_of(sa.flights.begin(), sa.flights.end(),
                       [&task](const IkeSa::Flight& one) { return go_together(*one.task, task); });
}

}  // namespace

void send_message(IkeSa& sa, EngineContext& context, const hawser::Endpoint& local,
                  const hawser::Endpoint& remote, const OutboundMessage& message) {
    sa.last_sent = context.now;
    for (const Bytes& datagram : message.datagrams)
        context.outbox.push(SendDatagram{sa.config->id, local, remote, datagram});
}

void queue_task(IkeSa& sa, EngineContext& context, std::unique_ptr<Task> task) {
    sa.queue.push_back(std::move(task));
    start_next_task(sa, context);
}

void start_next_task(IkeSa& sa, EngineContext& context) {
    while (!sa.queue.empty() && !sa.response_in_hand && sa.state() != IkeSaState::kDestroying) {
        if (!may_take_off(sa, sa.queue.front())) return;
        std::unique_ptr<Task> task = sa.queue.take_front();
        if (!task->is_void(sa)) take_off(sa, context, std::move(task));
    }
}

void handle_response(IkeSa& sa, EngineContext& context, const Message& response, ByteView octets) {
    const MessageId id = response.header.message_id;
    Task* task = sa.task_of(id);
    HAWSER_CHECK(task != nullptr, "a response needs a task that waits for it");
    sa.response_in_hand = true;
    const TaskOutcome outcome = task->process(sa, context, response, octets);
    sa.response_in_hand = false;
    if (outcome == TaskOutcome::kIgnored || sa.state() == IkeSaState::kDestroying) return;
    if (outcome == TaskOutcome::kAgain) {
        send_request(sa, context, *task, id);
        return;
    }
    sa.requests.complete(id);
    sa.fragmentation.responses.reset();
    std::unique_ptr<Task> landed = land(sa, id);
    if (outcome == TaskOutcome::kNext && sa.state() == IkeSaState::kEstablished) {
        if (sa.requests.has_room()) {
            take_off(sa, context, std::move(landed));
            return;
        }
        sa.queue.push_front(std::move(landed));
    }
    start_next_task(sa, context);
}

void handle_request_timeout(IkeSa& sa, EngineContext& context) {
    while (const auto timeout = sa.requests.on_timeout(context.now)) {
        if (timeout->due == RequestWindow::Due::kGiveUp) {
            sa.task_of(timeout->id)->give_up(sa, context);
            return;
        }
        ++context.counters.retransmissions;
        if (Connection* connection = context.connections.find(sa.config.get())) ++connection->retransmissions;
        try_smaller_fragments(sa, context, timeout->id);
        send_message(sa, context, sa.local, sa.remote, sa.requests.message(timeout->id));
    }
}

bool send_response(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                   std::vector<Payload> payloads) {
    const IkeHeader& asked = request.message.header;
    const bool is_protected = !begins_sa(asked.exchange);
    const Message message{header_of(sa, asked.exchange, asked.message_id, true), std::move(payloads),
                          is_protected};
    OutboundMessage out = encode(sa, context, message);
    if (out.datagrams.empty()) return false;
    send_message(sa, context, request.local, request.remote, out);
    // AUTH covers it, and until then it is repeated from there.
    if (!is_protected) sa.init.response = std::exchange(out.datagrams, {}).front();
    // Kept for as long as the SA lives: what could be cut anew, and nothing else.
    if (out.datagrams.size() == 1) out.inner = Bytes();
    sa.responses.answered(asked.message_id, std::move(out));
    return true;
}

void send_last_response(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                        std::vector<Payload> payloads) {
    if (!send_response(sa, context, request, std::move(payloads))) return;
    const OutboundMessage& sent = sa.responses.response_to(request.message.header.message_id);
    context.farewells.keep(sa.own_spi(), request.octets, sent.datagrams, context.now);
}

void begin_delete(IkeSa& sa, EngineContext& context, Parting parting) {
    if (sa.state() >= IkeSaState::kDeleting) return;
    if (parting.reason != FailureReason::kNone && !sa.failure) {
        sa.failure = std::make_unique<Failure>(Failure{parting.reason, parting.text, context.now, 0});
    }
    remove_children(sa, context);
    context.sas.no_longer_half_open(sa);
    sa.queue.clear();
    sa.expires_at.reset();
    sa.set_state(IkeSaState::kDeleting, std::move(parting.text));
    // While another request is on the way it waits for that one's answer, unless the peer's window is larger.
    queue_task(sa, context, std::make_unique<DeleteTask>(parting.notify));
}

}  // namespace hawser::ike

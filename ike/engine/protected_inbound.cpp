// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/protected_inbound.h"

#include <chrono>
#include <utility>

#include "ike/engine/auth_responder.h"
#include "ike/engine/children.h"
#include "ike/engine/create_child_responder.h"
#include "ike/engine/exchange.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/followup_responder.h"
#include "ike/engine/informational_responder.h"
#include "ike/engine/intermediate.h"
#include "ike/engine/intermediate_responder.h"
#include "ike/engine/liveness_task.h"
#include "ike/engine/path_change.h"
#include "ike/engine/quick_crash.h"
#include "ike/engine/rekey_child_task.h"
#include "ike/engine/window_size.h"
#include "ike/wire/rules.h"

namespace hawser::ike {

namespace {

/// An unprotected message changes no SA (2.21.4). It may be a hint that the peer has forgotten it, which is
/// followed up by asking the peer, not more often than every few seconds; and it may say why an attempt gets
/// no answer.
void take_hint(EngineContext& context, IkeSa& sa, const Datagram& datagram) {
    ++context.counters.dropped_unprotected;
    const auto message = Message::parse(datagram.bytes);
    if (!message || ended_by_crash_token(sa, context, *message) || message->error_notify() == nullptr) return;
    if (sa.state() == IkeSaState::kConnecting) {
        ErrorWords words = explain_notify(sa, *message->error_notify(), "IKE_AUTH (unprotected)");
        sa.suspect(words.reason, std::move(words.text));
        return;
    }
    constexpr Duration kPause = std::chrono::seconds(5);
    const bool recently = sa.hint_taken_at && context.now - *sa.hint_taken_at < kPause;
    const bool idle = sa.state() == IkeSaState::kEstablished && sa.flights.empty() && !sa.superseded;
    if (!idle || recently) return;
    sa.hint_taken_at = context.now;
    queue_task(sa, context, std::make_unique<LivenessTask>());
}

/// Whether the message id can be that of a message we want. Not authenticated yet, but a message that lies
/// about it is not wanted either.
bool is_due(const IkeSa& sa, const IkeHeader& header) {
    if (header.response) {
        const Task* task = sa.task_of(header.message_id);
        return task != nullptr && task->exchange() == header.exchange;
    }
    return sa.responses.judge(header.message_id) != ResponseWindow::Verdict::kOutside;
}

bool is_expected_exchange(const IkeSa& sa, const IkeHeader& header) {
    if (header.response) return true;  // is_due has compared it
    if (sa.is_half_open()) {
        const bool more = due_intermediate(sa) != GroupId::kNone;
        return header.exchange == (more ? ExchangeType::kIkeIntermediate : ExchangeType::kIkeAuth);
    }
    if (sa.state() == IkeSaState::kConnecting) return false;
    return header.exchange == ExchangeType::kInformational ||
           header.exchange == ExchangeType::kCreateChildSa || header.exchange == ExchangeType::kIkeFollowupKe;
}

/// An authentic message that is broken inside. A broken request is answered (2.21.3); both leave the SA in a
/// state that the two sides may see differently, so it ends.
void take_broken(EngineContext& context, IkeSa& sa, const PeerRequest& request, const Refusal& refusal) {
    ++context.counters.dropped_malformed;
    const std::string text = "peer sends a message that it must not send: " + refusal.to_string();
    if (request.message.header.response) {
        sa.fail(FailureReason::kProtocolError, text, context.now);
        return;
    }
    NotifyPayload notify = NotifyPayload::of(refusal.notify);
    const bool critical = refusal.notify == NotifyType::kUnsupportedCriticalPayload;
    if (critical) notify.data = {static_cast<uint8_t>(refusal.payload)};
    if (critical && sa.state() == IkeSaState::kEstablished) {
        send_response(sa, context, request, {notify});
        return;
    }
    send_last_response(sa, context, request, {notify});
    sa.fail(FailureReason::kProtocolError, text, context.now);
}

/// Pairs that we have answered and do not send by yet.
std::vector<ChildHandle> waiting_pairs(const IkeSa& sa) {
    std::vector<ChildHandle> waiting;
    for (const ChildSa& child : sa.children) {
        if (child.use_at) waiting.push_back(child.handle);
    }
    return waiting;
}

/// A further request shows that the peer has the answers to those before it where our window is one, and with
/// them these pairs; where it is larger the peer shows it otherwise, or the pair waits for its time. Not so
/// much that it will keep them: of two that were made at the same time the nonces or a DELETE decide.
void use_waiting(EngineContext& context, IkeSa& sa, const std::vector<ChildHandle>& waiting) {
    if (sa.state() != IkeSaState::kEstablished || sa.responses.size() > 1) return;
    const auto* own = active_task<RekeyChildTask>(sa);
    for (ChildHandle handle : waiting) {
        ChildSa* child = sa.find_child(handle);
        const bool undecided = own != nullptr && own->has_collided_with(handle);
        if (child != nullptr && child->use_at && !undecided) use_child(sa, context, *child);
    }
}

void take_request(EngineContext& context, IkeSa& sa, const PeerRequest& request) {
    const std::vector<ChildHandle> waiting = waiting_pairs(sa);
    switch (request.message.header.exchange) {
        case ExchangeType::kIkeIntermediate:
            respond_intermediate(sa, context, request);
            break;
        case ExchangeType::kIkeAuth:
            respond_auth(sa, context, request);
            break;
        case ExchangeType::kIkeFollowupKe:
            respond_followup(sa, context, request);
            break;
        case ExchangeType::kInformational:
            respond_informational(sa, context, request);
            break;
        default:
            respond_create_child(sa, context, request);
            break;
    }
    use_waiting(context, sa, waiting);
}

/// The peer has not had our answer (2.1). That it lives is not proven by what anybody could have recorded.
void repeat_response(EngineContext& context, IkeSa& sa, MessageId id, const Datagram& datagram) {
    ++context.counters.responses_replayed;
    send_message(sa, context, datagram.local, datagram.remote, sa.responses.response_to(id));
}

bool is_repeat(const IkeSa& sa, const IkeHeader& header) {
    return !header.response && sa.responses.judge(header.message_id) == ResponseWindow::Verdict::kRepeat;
}

/// `datagram` is the whole message, or its first fragment.
void take_authentic(EngineContext& context, IkeSa& sa, const IkeHeader& header, const Datagram& datagram,
                    const OpenedContent& content) {
    sa.last_heard = context.now;
    sa.message_heard = context.now;
    sa.usage_asked_at.reset();
    if (!is_expected_exchange(sa, header)) {
        ++context.counters.dropped_wrong_exchange;
        return;
    }
    auto parsed = Message::parse_protected(header, content.first, content.payloads.view());
    std::optional<Refusal> refusal;
    Message message;
    message.header = header;
    message.is_protected = true;
    if (parsed) {
        message = std::move(parsed).value();
        refusal = check_payload_rules(message);
    } else {
        refusal = parsed.refusal();
    }
    follow_peer(sa, context, datagram.remote);
    if (header.exchange == ExchangeType::kIkeIntermediate) {
        note_received_intermediate(sa, header, datagram.bytes, content.payloads.view());
    } else if (sa.state() == IkeSaState::kEstablished) {
        sa.intermediate.reset();
    }
    const PeerRequest request{message, datagram.bytes, datagram.local, datagram.remote};
    if (refusal) {
        take_broken(context, sa, request, *refusal);
    } else if (header.response) {
        handle_response(sa, context, message, datagram.bytes);
    } else {
        take_request(context, sa, request);
    }
    if (header.exchange != ExchangeType::kCreateChildSa) take_window_size(sa, message);
}

/// A fragment of a request that was answered already: only the first one brings the answer again (RFC 7383
/// 2.6.1).
void take_repeated_fragment(EngineContext& context, IkeSa& sa, const IkeHeader& header,
                            const Datagram& datagram) {
    const auto fragment = inbound_cipher(sa, header).open_fragment(datagram.bytes);
    if (!fragment) {
        ++context.counters.dropped_bad_integrity;
    } else if (fragment->numbers.number != 1) {
        ++context.counters.dropped_fragment;
    } else {
        // The keys are others since an IKE_INTERMEDIATE was answered.
        if (header.exchange != ExchangeType::kIkeIntermediate)
            fit_response(sa, context, header.message_id, datagram.bytes.size());
        repeat_response(context, sa, header.message_id, datagram);
    }
}

void take_fragment(EngineContext& context, IkeSa& sa, const IkeHeader& header, const Datagram& datagram) {
    if (is_repeat(sa, header)) {
        take_repeated_fragment(context, sa, header, datagram);
        return;
    }
    if (!sa.fragmentation.agreed || !is_expected_exchange(sa, header)) {
        ++context.counters.dropped_fragment;
        return;
    }
    const bool half_open = sa.is_half_open();
    if (half_open && context.sas.half_open().bytes() > context.options.half_open_bytes_max) {
        ++context.counters.dropped_half_open_limit;
        return;
    }
    auto& collection = header.response ? sa.fragmentation.responses : sa.fragmentation.requests;
    if (!collection) collection = std::make_unique<FragmentCollection>();
    switch (collection->add(inbound_cipher(sa, header), header.message_id, datagram.bytes,
                            context.options.max_reassembled_size,
                            context.now + context.options.reassembly_lifetime)) {
        case FragmentCollection::Verdict::kUseless:
            ++context.counters.dropped_fragment;
            return;
        case FragmentCollection::Verdict::kForged:
            ++context.counters.dropped_bad_integrity;
            return;
        case FragmentCollection::Verdict::kStored:
            ++context.counters.fragments_taken;
            if (half_open)
                context.sas.note_half_open_bytes(sa, sa.init.request.size() + collection->stored_bytes());
            return;
        case FragmentCollection::Verdict::kComplete:
            break;
    }
    ++context.counters.fragments_taken;
    if (!header.response) sa.fragmentation.request_datagram = collection->largest_datagram();
    const InboundMessage whole = collection->take();
    collection.reset();
    take_authentic(context, sa, header, {datagram.local, datagram.remote, whole.first_fragment, {}},
                   whole.content);
}

}  // namespace

void take_protected(EngineContext& context, IkeSa& sa, const IkeHeader& header, const Datagram& datagram) {
    const IkeSpi peer_spi = header.from_initiator ? header.initiator_spi : header.responder_spi;
    if (!sa.crypto || peer_spi != sa.peer_spi) {
        ++context.counters.dropped_wrong_exchange;
        return;
    }
    const bool is_fragment = header.next_payload == PayloadType::kEncryptedFragment;
    if (header.next_payload != PayloadType::kEncrypted && !is_fragment) {
        take_hint(context, sa, datagram);
        return;
    }
    if (!is_due(sa, header)) {
        ++context.counters.dropped_wrong_message_id;
        return;
    }
    if (is_fragment) {
        take_fragment(context, sa, header, datagram);
        return;
    }
    const auto content = inbound_cipher(sa, header).open(datagram.bytes);
    if (!content) {
        ++context.counters.dropped_bad_integrity;
        return;
    }
    if (is_repeat(sa, header)) {
        repeat_response(context, sa, header.message_id, datagram);
        return;
    }
    if (!header.response) sa.fragmentation.request_datagram = 0;
    take_authentic(context, sa, header, datagram, *content);
}

}  // namespace hawser::ike

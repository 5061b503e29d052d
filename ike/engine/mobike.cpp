// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/mobike.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ike/engine/nat_detection.h"
#include "ike/engine/path_change.h"
#include "ike/engine/random_numbers.h"
#include "ike/wire/notify_data.h"

namespace hawser::ike {

namespace {

std::vector<Payload> nat_notifies(const IkeSa& sa, EngineContext& context, const SaPath& path) {
    const bool pretend = sa.config->encapsulation == Encapsulation::kForced;
    return nat_detection_notifies({sa.initiator_spi(), sa.responder_spi(), path.local, path.remote}, pretend,
                                  context.random);
}

/// What a message that came over `path` tells of NATs; nothing changes where it does not tell.
void take_nat_verdict(IkeSa& sa, const Message& message, const SaPath& path) {
    const NatVerdict nat =
        detect_nat(message, {sa.initiator_spi(), sa.responder_spi(), path.remote, path.local});
    if (!nat.supported) return;
    sa.nat_remote = nat.source;
    sa.nat_local = nat.destination;
}

template <typename T>
bool has_task(const IkeSa& sa) {
    const auto is_one = [](const std::unique_ptr<Task>& task) {
        return dynamic_cast<const T*>(task.get()) != nullptr;
    };
    return active_task<T>(sa) != nullptr || std::any_of(sa.queue.begin(), sa.queue.end(), is_one);
}

/// Not where another of our tunnels ends: what moves there would share its fate from then on.
bool is_acceptable(const IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    if (request.remote.address.family() != sa.local.address.family()) return false;
    const auto& connections = context.connections.all();
    return std::none_of(connections.begin(), connections.end(), [&](const auto& entry) {
        const Connection& other = entry.second;
        if (other.config == sa.config || other.config->local_address != request.local.address) return false;
        if (other.config->remote_address) return other.config->remote_address == request.remote.address;
        const IkeSa* carrier = context.sas.current_of(other.config.get());
        return carrier != nullptr && carrier->remote.address == request.remote.address &&
               other.config->remote_identity == sa.config->remote_identity;
    });
}

/// NO_NATS_ALLOWED says otherwise than the packet's own header (section 3.9).
bool was_translated(const PeerRequest& request) {
    const auto* notify = request.message.notify(NotifyType::kNoNatsAllowed);
    if (notify == nullptr) return false;
    const auto said = parse_no_nats_allowed(*notify);
    return !said || said->source != request.remote || said->destination != request.local;
}

/// The peer's end is elsewhere: IKE answers there, ESP follows when it has answered from there.
void follow_update(IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    const SaPath before{sa.local, sa.remote};
    const SaPath path{request.local, request.remote};
    take_nat_verdict(sa, request.message, path);
    sa.local = path.local;
    sa.remote = path.remote;
    if (path.remote.address == before.remote.address) {
        change_path(sa, context, path);
        return;
    }
    context.outbox.log(LogLevel::kInfo, fmt::format("{}: the peer has moved from {} to {}", sa.config->name,
                                                    before.remote.to_string(), path.remote.to_string()));
    if (!has_task<RoutabilityTask>(sa)) sa.queue.push_front(std::make_unique<RoutabilityTask>());
}

}  // namespace

void append_mobike_supported(const IkeSa& sa, std::vector<Payload>& payloads) {
    if (sa.config->mobike) payloads.push_back(NotifyPayload::of(NotifyType::kMobikeSupported));
}

void agree_on_mobike(IkeSa& sa, const Message& message) {
    sa.mobike = sa.config->mobike && message.notify(NotifyType::kMobikeSupported) != nullptr;
}

bool PathTask::is_void(const IkeSa& sa) const {
    return sa.superseded || sa.state() != IkeSaState::kEstablished;
}

std::vector<Payload> AddressUpdateTask::build(IkeSa& sa, EngineContext& context) {
    sent_from_ = sa.local;
    std::vector<Payload> payloads{NotifyPayload::of(NotifyType::kUpdateSaAddresses)};
    for (Payload& one : nat_notifies(sa, context, {sa.local, sa.remote}))
        payloads.push_back(std::move(one));
    return payloads;
}

TaskOutcome AddressUpdateTask::process(IkeSa& sa, EngineContext& context, const Message& response,
                                       ByteView /*octets*/) {
    if (sa.state() != IkeSaState::kEstablished) return TaskOutcome::kDone;
    if (sent_from_ != sa.local) return TaskOutcome::kNext;  // it has changed once more
    if (const auto* error = response.error_notify()) {
        sa.fail(FailureReason::kProtocolError,
                fmt::format("the peer does not follow to our new address {} ({})", sa.local.to_string(),
                            to_string(error->type)),
                context.now);
        return TaskOutcome::kDone;
    }
    take_nat_verdict(sa, response, {sa.local, sa.remote});
    change_path(sa, context, {sa.local, sa.remote});
    return TaskOutcome::kDone;
}

std::vector<Payload> RoutabilityTask::build(IkeSa& sa, EngineContext& context) {
    constexpr size_t kCookieSize = 16;
    cookie_ = random_bytes(context.random, kCookieSize);
    asked_ = sa.remote;
    return {NotifyPayload::of(NotifyType::kCookie2, cookie_)};
}

TaskOutcome RoutabilityTask::process(IkeSa& sa, EngineContext& context, const Message& response,
                                     ByteView /*octets*/) {
    if (sa.state() != IkeSaState::kEstablished) return TaskOutcome::kDone;
    if (asked_ != sa.remote) return TaskOutcome::kNext;
    const auto* notify = response.notify(NotifyType::kCookie2);
    if (notify == nullptr || notify->data != cookie_) {
        // Section 3.7: it has answered without having read the question where we sent it.
        begin_delete(sa, context,
                     {FailureReason::kProtocolError,
                      "the peer does not return COOKIE2 from its new address " + sa.remote.to_string(),
                      {}});
        return TaskOutcome::kDone;
    }
    change_path(sa, context, {sa.local, sa.remote});
    return TaskOutcome::kDone;
}

bool may_move(const IkeSa& sa) {
    return sa.mobike && sa.lineage.initiator && !sa.superseded && sa.state() == IkeSaState::kEstablished;
}

void move_to(IkeSa& sa, EngineContext& context, const IpAddress& local) {
    context.outbox.log(LogLevel::kInfo, fmt::format("{}: moving from {} to {}", sa.config->name,
                                                    sa.local.address.to_string(), local.to_string()));
    SaPath path{{local, context.options.nat_port}, sa.remote};
    // Where a NAT may be on the new path, its port is the one to be on (section 3.5).
    if (path.remote.port == context.options.ike_port) path.remote.port = context.options.nat_port;
    change_path(sa, context, path);
    if (has_task<AddressUpdateTask>(sa)) return;
    // Before all that waits.
    sa.queue.push_front(std::make_unique<AddressUpdateTask>());
    start_next_task(sa, context);
}

bool relocate(EngineContext& context, Connection& connection, ConnectionConfig moved) {
    const IpAddress local = moved.local_address;
    std::vector<IkeSa*> movable;
    for (IkeSa* sa : context.sas.of(connection.config.get())) {
        context.touched.push_back(sa->own_spi());
        if (may_move(*sa)) {
            movable.push_back(sa);
        } else {
            sa->set_state(IkeSaState::kDestroying, "the uplink has another address");
        }
    }
    context.touched_connections.push_back(moved.id);
    context.connections.reconfigure(connection, std::move(moved));
    for (IkeSa* sa : movable) {
        context.sas.assign(*sa, connection.config);
        move_to(*sa, context, local);
    }
    return !movable.empty();
}

bool may_be_remapped(const IkeSa& sa) {
    return sa.nat_local && may_move(sa);
}

void answer_mobike(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                   std::vector<Payload>& payloads) {
    if (!sa.mobike) return;
    const Message& message = request.message;
    if (const auto* cookie = message.notify(NotifyType::kCookie2); cookie && parse_cookie2(*cookie))
        payloads.push_back(*cookie);
    if (was_translated(request)) {
        payloads.push_back(NotifyPayload::of(NotifyType::kUnexpectedNatDetected));
        return;
    }
    const bool updates = message.notify(NotifyType::kUpdateSaAddresses) != nullptr && !sa.lineage.initiator &&
                         sa.state() == IkeSaState::kEstablished;
    if (updates && !is_acceptable(sa, context, request)) {
        payloads.push_back(NotifyPayload::of(NotifyType::kUnacceptableAddresses));
        return;
    }
    if (message.notify(NotifyType::kNatDetectionSourceIp) != nullptr) {
        for (Payload& one : nat_notifies(sa, context, {request.local, request.remote}))
            payloads.push_back(std::move(one));
    }
    if (updates) follow_update(sa, context, request);
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/auth_responder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ike/engine/certificate_request.h"
#include "ike/engine/child_negotiation.h"
#include "ike/engine/configuration_gateway.h"
#include "ike/engine/duplicates.h"
#include "ike/engine/establish.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/hawser_extensions.h"
#include "ike/engine/mobike.h"
#include "ike/engine/own_authentication.h"
#include "ike/engine/peer_authentication.h"
#include "ike/engine/peer_identity.h"
#include "ike/engine/ppk.h"
#include "ike/engine/proposal_additional.h"
#include "ike/engine/quick_crash.h"
#include "ike/engine/redirect_gateway.h"
#include "ike/engine/resume_gateway.h"
#include "ike/engine/window_size.h"

namespace hawser::ike {

namespace {

/// Refuses the whole exchange; the peer may try again, this SA has ended.
void refuse(IkeSa& sa, EngineContext& context, const PeerRequest& request, ErrorWords words) {
    ++context.counters.peers_refused;
    send_last_response(sa, context, request, {NotifyPayload::of(NotifyType::kAuthenticationFailed)});
    if (Connection* connection = context.connections.find(sa.config.get())) {
        note_refusal(context, *connection, words.reason, words.text);
    }
    sa.fail(words.reason, std::move(words.text), context.now);
}

/// The other connections would not do with what IKE_SA_INIT has agreed upon.
bool accepts_algorithms(const ConnectionConfig& config, const IkeAlgorithms& algorithms) {
    return std::any_of(config.ike_proposals.begin(), config.ike_proposals.end(), [&](const auto& one) {
        const auto has = [](const auto& list, const auto& item) {
            return std::find(list.begin(), list.end(), item) != list.end();
        };
        const bool integrity = algorithms.integrity == IntegrityId::kNone
                                   ? one.integrity.empty()
                                   : has(one.integrity, algorithms.integrity);
        return integrity && has(one.prf, algorithms.prf) && has(one.group, algorithms.group) &&
               accepts_additional(one, algorithms.additional) &&
               has(one.encryption, EncryptionChoice{algorithms.encryption, algorithms.key_bits});
    });
}

/// Of connections that fit the peer equally well (several tunnels of one peer whose addresses are unknown)
/// the one that had this tunnel of the peer's before, else one that is free.
Connection* prefer(const std::vector<Connection*>& equals, const EngineContext& context, ByteView tunnel) {
    for (Connection* one : equals) {
        const bool same =
            std::equal(one->peer_tunnel.begin(), one->peer_tunnel.end(), tunnel.begin(), tunnel.end());
        if (!tunnel.empty() && same) return one;
    }
    for (Connection* one : equals) {
        const IkeSa* current = context.sas.current_of(one->config.get());
        const bool up = current != nullptr && current->state() == IkeSaState::kEstablished;
        if (!up && one->peer_tunnel.empty()) return one;
    }
    return equals.front();
}

ByteView tunnel_name(const Message& message) {
    constexpr size_t kMaxName = 128;
    const auto* notify = message.notify(kHawserTunnelName);
    if (notify == nullptr) return {};
    return ByteView(notify->data).first(std::min(notify->data.size(), kMaxName));
}

Connection* find_connection(const IkeSa& sa, EngineContext& context, const Message& message) {
    PeerAppearance peer{sa.local.address, sa.remote.address, sa.config->id,
                        message.get<IdiPayload>()->identity, std::nullopt};
    if (const auto* idr = message.get<IdrPayload>()) peer.wanted_identity = idr->identity;
    auto candidates = context.connections.candidates(peer);
    std::erase_if(candidates, [&](const Connection* one) {
        return !accepts_algorithms(*one->config, sa.crypto->algorithms);
    });
    if (candidates.empty()) return nullptr;
    const ConnectionConfig& best = *candidates.front()->config;
    std::erase_if(candidates, [&](const Connection* one) {
        return one->config->remote_address != best.remote_address ||
               !(one->config->remote_identity == best.remote_identity);
    });
    if (candidates.size() == 1 || best.remote_address) return candidates.front();
    return prefer(candidates, context, tunnel_name(message));
}

ErrorWords wrong_identity(const IkeSa& sa, const Message& message) {
    const Identity& peer = message.get<IdiPayload>()->identity;
    const auto* wanted = message.get<IdrPayload>();
    if (wanted != nullptr && peer.matches(sa.config->remote_identity)) {
        return {FailureReason::kWrongPeerIdentity,
                fmt::format("peer '{}' wants to meet '{}', we are '{}'", clipped(peer.to_string()),
                            clipped(wanted->identity.to_string()), sa.config->local_identity.to_string())};
    }
    return {FailureReason::kWrongPeerIdentity,
            fmt::format("peer identity is '{}', expected '{}'", clipped(peer.to_string()),
                        sa.config->remote_identity.to_string())};
}

/// Who the peer is, and that it is. On failure the SA has ended.
bool authenticate(IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    const Message& message = request.message;
    Connection* connection = find_connection(sa, context, message);
    if (connection == nullptr) {
        refuse(sa, context, request, wrong_identity(sa, message));
        return false;
    }
    context.sas.assign(sa, connection->config);
    if (sa.resumed) {
        if (auto fault = fault_of_session(sa, context, message.get<IdiPayload>()->identity)) {
            refuse(sa, context, request, std::move(*fault));
            return false;
        }
    }
    PpkVerdict ppk = judge_ppk(sa, message);
    if (ppk.fault) {
        refuse(sa, context, request, *std::move(ppk.fault));
        return false;
    }
    const AuthPayload* auth = ppk.auth ? &*ppk.auth : message.get<AuthPayload>();
    if (auto fault = fault_of_peer_authentication(sa, context, message, auth)) {
        refuse(sa, context, request, std::move(*fault));
        return false;
    }
    sa.peer_method = message.get<AuthPayload>()->method;
    note_peer_identity(sa, message.get<IdiPayload>()->identity);
    take_crash_token(sa, message);
    if (!connection->config->remote_address) connection->peer_tunnel = to_bytes(tunnel_name(message));
    return true;
}

/// Authenticated without a Child SA, which is of no use: the peer has some time to delete it.
void answer_refused(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                    std::vector<Payload> payloads, ChildAnswer answer) {
    payloads.push_back(NotifyPayload::of(answer.refusal));
    send_response(sa, context, request, std::move(payloads));
    sa.expires_at = context.now + 2 * context.options.replaced_child_lifetime;
    Connection* connection = context.connections.find(sa.config.get());
    if (answer.words.reason == FailureReason::kNone || connection == nullptr) return;
    sa.superseded = true;  // it does not carry the connection
    note_refusal(context, *connection, answer.words.reason, std::move(answer.words.text));
}

/// RFC 5685 6: authenticated, and sent elsewhere in place of a Child SA. The peer deletes the SA.
void answer_redirected(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                       std::vector<Payload> payloads, NotifyPayload elsewhere) {
    payloads.push_back(std::move(elsewhere));
    send_response(sa, context, request, std::move(payloads));
    ++context.counters.redirects_sent;
    sa.superseded = true;
    sa.expires_at = context.now + 2 * context.options.replaced_child_lifetime;
}

/// RFC 6023: the peer makes its Child SA later. Until then the SA does not carry the connection.
void answer_childless(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                      std::vector<Payload> payloads) {
    send_response(sa, context, request, std::move(payloads));
    sa.expires_at = context.now + context.options.childless_lifetime;
}

/// When we send by the new pair, if the one before still works: not before the peer has read our answer. With
/// INITIAL_CONTACT the peer says that it has nothing else.
std::optional<TimePoint> use_time(const EngineContext& context, const Message& message) {
    if (message.notify(NotifyType::kInitialContact) != nullptr) return std::nullopt;
    return context.now + context.options.replaced_use_delay;
}

void answer_with_child(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                       std::vector<Payload> payloads, ChildAnswer answer) {
    append_child(answer, context, payloads);
    // Installed before the answer goes: the peer sends as soon as it has it.
    take_over(sa, context, std::move(*answer.agreed), ChildKeySource::of_initial_exchange(sa),
              use_time(context, request.message));
    send_response(sa, context, request, std::move(payloads));
}

}  // namespace

void respond_auth(IkeSa& sa, EngineContext& context, const PeerRequest& request) {
    // Behind a NAT the initiator has gone to the NAT port meanwhile (2.23).
    sa.local = request.local;
    sa.remote = request.remote;
    if (!authenticate(sa, context, request)) return;
    const Newcomer verdict = judge_newcomer(sa, established_rival(sa, context));
    if (verdict == Newcomer::kStraggler) {
        sa.superseded = true;
        sa.set_state(IkeSaState::kDestroying, "a later attempt of the peer's is already up");
        return;
    }
    sa.peer.certificate_requests = certificate_requests_in(request.message);
    auto own = authenticate_ourselves(sa);
    if (!own) {
        refuse(sa, context, request, {FailureReason::kOwnCredential, own.error().text()});
        return;
    }
    std::vector<Payload> payloads = std::move(own->identity);
    payloads.push_back(std::move(own->auth));
    append_ppk_used(sa, payloads);
    append_crash_token(sa, context, payloads);
    agree_on_mobike(sa, request.message);
    if (sa.mobike) append_mobike_supported(sa, payloads);
    append_window_size(sa, payloads);
    sa.add_evidence(Evidence::kOwnAuth);
    establish(sa, context);
    if (auto elsewhere = redirect_in_auth(context, sa, request.message.get<IdiPayload>()->identity)) {
        answer_redirected(sa, context, request, std::move(payloads), *std::move(elsewhere));
        return;
    }
    use_up_tickets(sa, context);
    append_ticket(sa, context, request.message, payloads);
    if (verdict == Newcomer::kYields) {
        answer_refused(sa, context, request, std::move(payloads), {});
        yield_to_rival(sa, context);
        return;
    }
    if (!assign_addresses(sa, context, request.message)) {
        ChildAnswer refusal;
        refusal.refusal = NotifyType::kInternalAddressFailure;
        refusal.words = {FailureReason::kNoInnerAddress, "no inner address is left in the pool"};
        answer_refused(sa, context, request, std::move(payloads), std::move(refusal));
        return;
    }
    append_configuration_reply(sa, payloads);
    if (request.message.get<SaPayload>() == nullptr) {
        answer_childless(sa, context, request, std::move(payloads));
        return;
    }
    ChildAnswer child = negotiate_child(sa, request.message, ChildExchange::kIkeAuth);
    if (child.agreed) {
        answer_with_child(sa, context, request, std::move(payloads), std::move(child));
    } else {
        answer_refused(sa, context, request, std::move(payloads), std::move(child));
    }
}

}  // namespace hawser::ike

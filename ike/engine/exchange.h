// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/task.h"

namespace hawser::ike {

/// Sends every datagram of a message of the SA.
void send_message(IkeSa& sa, EngineContext& context, const hawser::Endpoint& local,
                  const hawser::Endpoint& remote, const OutboundMessage& message);

/// Lets a task of `sa` run as soon as those before it are done.
void queue_task(IkeSa& sa, EngineContext& context, std::unique_ptr<Task> task);
/// Sends the requests of the next tasks, as far as they may be on the way together.
void start_next_task(IkeSa& sa, EngineContext& context);
/// A response that fits an outstanding request and has passed all checks.
void handle_response(IkeSa& sa, EngineContext& context, const Message& response, ByteView octets);
/// Sends outstanding requests again that are due, or has their tasks give up.
void handle_request_timeout(IkeSa& sa, EngineContext& context);

/// A request of the peer's and the path on which it came: answers go back on the same (RFC 7296 2.11).
struct PeerRequest {
    const Message& message;
    ByteView octets;  ///< the datagram, or the first fragment
    hawser::Endpoint local;
    hawser::Endpoint remote;
};
/// Answers the request that is due, and keeps the answer for repetitions: that to IKE_SA_INIT as
/// init.response, others in the window. False if it could not be protected, in which case the SA has failed.
bool send_response(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                   std::vector<Payload> payloads);
/// As send_response, for an answer after which the SA ends: it is kept beyond the SA's end.
void send_last_response(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                        std::vector<Payload> payloads);

/// Why an IKE SA is deleted, and what the peer is told.
struct Parting {
    FailureReason reason = FailureReason::kNone;
    std::string text;
    /// In place of the DELETE: AUTHENTICATION_FAILED in answer to a response (RFC 7296 2.21.2).
    std::optional<NotifyType> notify;
};
/// A task of this class whose request is on the way, or null.
template <typename T>
[[nodiscard]] T* active_task(const IkeSa& sa) {
    for (const IkeSa::Flight& one : sa.flights) {
        if (auto* task = dynamic_cast<T*>(one.task.get())) return task;
    }
    return nullptr;
}

/// Removes the Child SAs at once and tells the peer; the SA ends with the peer's answer or with the last try.
void begin_delete(IkeSa& sa, EngineContext& context, Parting parting);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ike/wire/message.h"

namespace hawser::ike {

class IkeSa;
struct EngineContext;

/// What a task makes of the response to its request.
enum class TaskOutcome {
    kDone,   ///< the exchange is over; the next task may begin
    kAgain,  ///< build() is to make another request in its place (IKE_SA_INIT with a cookie or another group)
    kNext,   ///< the exchange is over, and build() is to make the next one (CREATE_CHILD_SA, another group)
    kIgnored  ///< as if nothing had come: the request stays outstanding (unauthenticated errors, 2.21.1)
};

/// Beside which requests one may be on the way, if the peer's window has room for several.
enum class Overlap : uint8_t {
    kNone,           ///< what creates, rekeys or closes SAs goes one at a time
    kChildExchange,  ///< beside one that concerns a Child SA: only the IKE SA must stay the same
    kAny
};

/// One exchange that we begin: IKE_SA_INIT, IKE_AUTH, a DELETE, a liveness check, a rekeying. Tasks
/// wait in a queue of their IKE SA. One at a time has its request on the way, or several by their overlap()
/// where the peer keeps state for more (RFC 7296 2.3).
///
/// A task that ends its SA calls IkeSa::fail() or begin_delete() in process() and returns kDone.
class Task {
 public:
    virtual ~Task() = default;
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

    [[nodiscard]] virtual ExchangeType exchange() const = 0;
    /// Its turn has come, and what it was to do has been done or has become impossible: it is dropped.
    [[nodiscard]] virtual bool is_void(const IkeSa& /*sa*/) const { return false; }
    /// It creates, rekeys or closes a Child SA: it goes with the Child SAs when the IKE SA is rekeyed, and
    /// the peer's wish to rekey the IKE SA must wait while its request is on the way (RFC 7296 2.25.1).
    [[nodiscard]] virtual bool concerns_child() const { return false; }
    [[nodiscard]] virtual Overlap overlap() const { return Overlap::kNone; }
    /// The payloads of the request. Called once, and once more after every kAgain and kNext.
    [[nodiscard]] virtual std::vector<Payload> build(IkeSa& sa, EngineContext& context) = 0;
    /// `response` has passed the rules for its exchange, and is authenticated unless the exchange is
    /// IKE_SA_INIT. `octets` is the datagram, or the first fragment.
    [[nodiscard]] virtual TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                              ByteView octets) = 0;
    /// All tries are used up: ends the SA, or whatever else that means.
    virtual void give_up(IkeSa& sa, EngineContext& context) = 0;

 protected:
    Task() = default;
};

}  // namespace hawser::ike

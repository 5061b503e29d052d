// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "ike/engine/engine_context.h"
#include "ike/engine/exchange.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/informational_task.h"

// MOBIKE (RFC 4555): the initiator's address changes, and the IKE SA with its Child SAs goes on. The
// addresses of a tunnel's two ends are configured, so that neither side announces additional ones, and those
// that a peer announces are not used: a tunnel never goes over to another uplink or endpoint, which have
// tunnels of their own.
namespace hawser::ike {

/// MOBIKE_SUPPORTED, where the connection has it: in IKE_AUTH, in the response only if the request has it.
void append_mobike_supported(const IkeSa& sa, std::vector<Payload>& payloads);
/// IKE_AUTH is over; `message` is the peer's.
void agree_on_mobike(IkeSa& sa, const Message& message);

/// About the path of an SA that goes on.
class PathTask : public InformationalTask {
 public:
    [[nodiscard]] bool is_void(const IkeSa& sa) const final;

 protected:
    explicit PathTask(std::string_view what)
        : InformationalTask(what, About::kChildSas, Overlap::kChildExchange) {}
};

/// Tells the responder from which address we come now, or from which our NAT makes us come
/// (UPDATE_SA_ADDRESSES, section 3.5). What NATs there are on the new path is found out with it.
class AddressUpdateTask final : public PathTask {
 public:
    AddressUpdateTask() : PathTask("UPDATE_SA_ADDRESSES") {}
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;

 private:
    hawser::Endpoint sent_from_;
};

/// Asks the peer at its new address whether it is there (return routability, section 3.7), before its traffic
/// is sent there.
class RoutabilityTask final : public PathTask {
 public:
    RoutabilityTask() : PathTask("at its new address") {}
    [[nodiscard]] std::vector<Payload> build(IkeSa& sa, EngineContext& context) override;
    [[nodiscard]] TaskOutcome process(IkeSa& sa, EngineContext& context, const Message& response,
                                      ByteView octets) override;

 private:
    Bytes cookie_;
    hawser::Endpoint asked_;
};

/// We may tell the peer that our address has changed.
[[nodiscard]] bool may_move(const IkeSa& sa);
/// Our end of an SA that may_move() is at `local`: its Child SAs go there at once, and the peer is told.
void move_to(IkeSa& sa, EngineContext& context, const IpAddress& local);
/// The connection's uplink has the address of `moved`, which takes the place of its configuration. SAs that
/// may move go with it; the others end without a word, because nothing of theirs would get there. Returns
/// whether one has moved.
bool relocate(EngineContext& context, Connection& connection, ConnectionConfig moved);
/// The peer may see us under another address since a NAT has forgotten us, and will not follow by itself.
[[nodiscard]] bool may_be_remapped(const IkeSa& sa);

/// What MOBIKE adds to the answer of an INFORMATIONAL request, a change of the peer's address included. Tasks
/// that follow from it are queued and not started, so that the answer goes first.
void answer_mobike(IkeSa& sa, EngineContext& context, const PeerRequest& request,
                   std::vector<Payload>& payloads);

}  // namespace hawser::ike

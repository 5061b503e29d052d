// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "ike/wire/hash_algorithm.h"
#include "ike/wire/message.h"

namespace hawser::ike {

struct ConnectionConfig;
struct EngineContext;
class IkeSa;

/// What a peer says of itself in IKE_SA_INIT: which of the extensions it can do. Nothing of it is
/// authenticated before IKE_AUTH, where both messages are signed.
struct PeerAbilities {
    bool hawser = false;         ///< it has sent our vendor id
    bool childless = false;      ///< RFC 6023; only responders say so
    bool redirect = false;       ///< RFC 5685: it follows redirects; only initiators say so
    bool intermediate = false;   ///< RFC 9242, which additional key exchanges need
    bool fragmentation = false;  ///< RFC 7383
    /// RFC 7427: what it verifies signatures of method 14 over; nothing if it does not know that method.
    std::optional<std::vector<HashAlgorithm>> signature_hashes;
    /// What it asks for by CERTREQ; of an initiator known with IKE_AUTH only. Forgotten once it is answered.
    std::vector<CertRequestPayload> certificate_requests;
};

/// What the message, of either direction, says.
[[nodiscard]] PeerAbilities abilities_of(const Message& init);

/// What we say in the request.
void append_own_abilities(const IkeSa& sa, const EngineContext& context, std::vector<Payload>& request);
/// What we say in the response: some extensions may only be confirmed where the initiator has named them.
void append_confirmed_abilities(const ConnectionConfig& config, const PeerAbilities& initiator,
                                std::vector<Payload>& response);

}  // namespace hawser::ike

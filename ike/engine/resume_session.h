// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "base/ip_address.h"
#include "base/secret_bytes.h"
#include "ike/crypto/algorithms.h"
#include "ike/wire/identity.h"

namespace hawser::ike {

struct ConnectionConfig;

/// What a resumed IKE SA takes from the one before (RFC 5723 5): the gateway finds it in the ticket, the
/// client has kept it.
struct SessionState {
    Identity initiator;  ///< IDi and IDr, which must be the same in the IKE_AUTH that follows
    Identity responder;
    IkeAlgorithms algorithms;
    SecretBytes sk_d;
    /// A PPK is in it (RFC 8784).
    bool ppk = false;
    /// Gateway: grows with every ticket, so that a ticket that is older than one that was used is known to
    /// be.
    uint64_t serial = 0;
    /// Gateway: of the credentials that the first of these SAs was authenticated by. Others end the session.
    Bytes credentials;

    [[nodiscard]] SessionState clone() const {
        return {initiator, responder, algorithms, sk_d.clone(), ppk, serial, credentials};
    }
};

/// A client's ticket, and what belongs to it. In memory only.
struct StoredSession {
    Bytes ticket;
    SessionState state;
    IpAddress gateway;
    TimePoint expires_at{};
    /// Under which the session began: another configuration begins anew.
    std::weak_ptr<const ConnectionConfig> config;
    /// The last attempt to resume was met with silence: the next one is a full one, in case that the gateway
    /// is now one that knows nothing of tickets.
    bool unanswered = false;
};

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "base/ip_address.h"
#include "ike/engine/handles.h"
#include "ike/wire/identity.h"
#include "ike/wire/notify_data.h"

namespace hawser::ike {

/// An initiator that may be sent to another gateway, by what is known of it.
struct RedirectCandidate {
    IpAddress local;
    hawser::Endpoint remote;
    /// In IKE_SA_INIT the first one that fits the addresses, which need not be the one that the initiator
    /// means.
    ConnectionId connection;
    /// Proved; empty in IKE_SA_INIT, where nothing is.
    std::optional<Identity> identity;
    /// The gateway that has sent it here, as it says: to send it back there would make a loop. Only in
    /// IKE_SA_INIT.
    std::optional<GatewayIdentity> redirected_from;
};

/// Whether new initiators are served here (RFC 5685): asked once in IKE_SA_INIT and, for those that stay,
/// once more in IKE_AUTH, and only about initiators that say that they follow redirects. Called from within
/// Endpoint::handle_datagram(), so it must not call the Endpoint; it has to answer from what it knows.
class RedirectPolicy {
 public:
    virtual ~RedirectPolicy() = default;
    /// Where to; empty: it stays.
    [[nodiscard]] virtual std::optional<GatewayIdentity> redirect(const RedirectCandidate& initiator) = 0;
};

}  // namespace hawser::ike

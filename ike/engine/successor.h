// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// What the exchange that rekeys an IKE SA has agreed upon (RFC 7296 1.3.2, 2.18).
struct AgreedIkeSa {
    bool initiator = false;  ///< we began the exchange, and are the new SA's original initiator
    IkeSpi own_spi;
    IkeSpi peer_spi;
    IkeAlgorithms algorithms;
    ByteView shared_secret;
    ByteView nonce_i;
    ByteView nonce_r;
    /// Of additional key exchanges (RFC 9370 2.2.4).
    std::vector<ByteView> additional = {};
};
/// As AgreedIkeSa::additional takes them.
[[nodiscard]] std::vector<ByteView> views_of(const std::vector<SecretBytes>& secrets);

/// Makes the new IKE SA, established, with message ids from 0. It has no Child SAs, carries nothing yet and
/// would end by itself: inherit() makes it the one that counts.
IkeSa& make_successor(const IkeSa& old, EngineContext& context, const AgreedIkeSa& agreed);

/// The new IKE SA takes over the old one's Child SAs, plans and place. The old one only waits to be deleted:
/// by the peer if the peer began, by us if we did, which is the caller's business.
void inherit(IkeSa& old, IkeSa& heir, EngineContext& context);

/// A message has shown that the peer has decided for this SA, which we kept waiting because both sides were
/// rekeying (2.8.2). No effect on others.
void inherit_if_waiting(IkeSa& sa, EngineContext& context);

}  // namespace hawser::ike

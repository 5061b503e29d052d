// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/ts_narrowing.h"
#include "ike/wire/proposal.h"

namespace hawser::ike {

/// A Child SA as both sides have agreed upon it.
struct AgreedChild {
    EspSpi spi_in;   ///< ours
    EspSpi spi_out;  ///< the peer's
    ChildAlgorithms algorithms;
    SelectorPair selectors;
};

/// What the exchange that makes a Child SA gives to its keys (RFC 7296 2.17).
struct ChildKeySource {
    Bytes nonce_i;
    Bytes nonce_r;
    SecretBytes shared_secret;  ///< empty without a key exchange of its own
    bool initiator = false;     ///< we began that exchange
    /// Of its additional key exchanges, in their order (RFC 9370 2.2.4).
    std::vector<SecretBytes> additional = {};
    /// Of the first Child SA, whose exchange is IKE_SA_INIT.
    static ChildKeySource of_initial_exchange(const IkeSa& sa);
};

/// How a new pair takes its place.
struct ChildPlacement {
    /// The connection's older pair, which it takes the traffic from.
    std::optional<ChildHandle> replaces;
    /// We send with it at once.
    bool use = true;
    /// If not, at the latest then; before, when the peer is known to read. Empty: never by the clock.
    std::optional<TimePoint> use_at;
};

/// Derives the keys of a Child SA and has it installed.
ChildSa& install_child(IkeSa& sa, EngineContext& context, AgreedChild agreed, const ChildKeySource& source,
                       ChildPlacement placement);

/// The connection's traffic leaves by this pair from now on.
void use_child(IkeSa& sa, EngineContext& context, ChildSa& child);
/// Its deletion is agreed: it sends no more, and reads a while what is on its way. If it carried the
/// connection's traffic, the pair that is to follow it does so from now on.
void retire_child(IkeSa& sa, EngineContext& context, ChildHandle handle);
/// Removes all pairs of an SA that ends, from the SA and the kernel.
void remove_children(IkeSa& sa, EngineContext& context);
/// Removes retired pairs whose time is over.
void remove_retired(IkeSa& sa, EngineContext& context);

/// The SA's pair with this outbound SPI, which is how the peer names it; null if there is none.
[[nodiscard]] ChildSa* find_child_by_outbound(IkeSa& sa, EspSpi spi);
/// The pair that the connection's traffic leaves by; null if there is none.
[[nodiscard]] const ChildSa* sending_child(const EngineContext& context, const ConnectionConfig* config);

}  // namespace hawser::ike

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

/// Derives the keys of a Child SA of the initial exchange (RFC 7296 2.17) and has it installed. `replaces`:
/// the connection's older pair, which it takes the traffic from.
void install_child(IkeSa& sa, EngineContext& context, AgreedChild agreed,
                   std::optional<ChildHandle> replaces);

/// Removes one pair from the SA and the kernel.
void remove_child(IkeSa& sa, EngineContext& context, ChildHandle handle);
/// Removes all of them.
void remove_children(IkeSa& sa, EngineContext& context);

/// The SA's pair with this outbound SPI, which is how the peer names it in a DELETE; null if there is none.
[[nodiscard]] const ChildSa* find_child_by_outbound(const IkeSa& sa, EspSpi spi);

}  // namespace hawser::ike

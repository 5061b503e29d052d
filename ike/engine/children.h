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

/// Has the inbound SA of the Child SA that IKE_AUTH is about to ask for installed, with the algorithms of the
/// connection's last one; nothing where there was none: then no traffic is in a hurry either.
void expect_child(const IkeSa& sa, EngineContext& context, EspSpi spi_in);

/// Removes one pair from the SA and the kernel.
void remove_child(IkeSa& sa, EngineContext& context, ChildHandle handle);
/// Removes all of them.
void remove_children(IkeSa& sa, EngineContext& context);

/// The SA's pair with this outbound SPI, which is how the peer names it in a DELETE; null if there is none.
[[nodiscard]] const ChildSa* find_child_by_outbound(const IkeSa& sa, EspSpi spi);

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/ike_sa.h"
#include "ike/engine/ts_narrowing.h"

namespace hawser::ike {

/// The inner traffic that Child SAs of this IKE SA are for: what we offer, and the most that we accept. The
/// connection's, unless an inner address was assigned: then the side that has it speaks for that address
/// alone. Before a side that asks for one knows which it will be, it offers all (RFC 7296 2.19).
[[nodiscard]] SelectorPair child_selectors(const IkeSa& sa);

}  // namespace hawser::ike

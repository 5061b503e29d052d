// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "loader/doctor/facts.h"

namespace hawser::loader::doctor {

/// A packet that arrives at the gateway itself, by an uplink, as the first of its connection.
struct ProbePacket {
    unsigned protocol;
    unsigned port;  ///< destination; 0: has none
};

enum class Fate { kPasses, kMaybeDropped, kDropped };

/// What a base chain does to the packet. Where a rule has conditions that cannot be told, both ways are
/// thought of: the packet passes where any of them may let it pass and nothing before that surely drops it.
[[nodiscard]] Fate fate_in(const FirewallChain& chain, const std::vector<FirewallChain>& all,
                           const ProbePacket& packet);

}  // namespace hawser::loader::doctor

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/ip_address.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// Where the two ends of an IKE SA are, as we see them.
struct SaPath {
    hawser::Endpoint local;
    hawser::Endpoint remote;
    bool operator==(const SaPath&) const = default;
};

/// Whether ESP of the SA's Child SAs goes in UDP.
[[nodiscard]] bool encapsulates(const IkeSa& sa, const EndpointOptions& options);

/// The IKE SA goes by another path from now on, and its Child SAs with it, those that only read what is on
/// its way included. Nothing happens where the path and the encapsulation are the same.
void change_path(IkeSa& sa, EngineContext& context, const SaPath& path);

/// Such a change of the peer's end is followed: the peer is behind a NAT, and nothing else tells of it.
[[nodiscard]] bool follows_nat(const IkeSa& sa);

/// A message that is authentic and no repetition has come from `seen`: who is not behind a NAT follows the
/// one who is, whose address and port change when the NAT forgets (RFC 7296 2.23).
void follow_peer(IkeSa& sa, EngineContext& context, const hawser::Endpoint& seen);

}  // namespace hawser::ike

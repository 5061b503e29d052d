// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/path_change.h"

#include <fmt/format.h>

namespace hawser::ike {

bool encapsulates(const IkeSa& sa, const EndpointOptions& options) {
    // Forced encapsulation has moved IKE to the NAT port as well, so that the ports tell (RFC 7296 2.23).
    return sa.local.port == options.nat_port &&
           (sa.nat_local || sa.nat_remote || sa.config->encapsulation == Encapsulation::kForced);
}

void change_path(IkeSa& sa, EngineContext& context, const SaPath& path) {
    sa.local = path.local;
    sa.remote = path.remote;
    const bool encapsulation = encapsulates(sa, context.options);
    for (ChildSa& child : sa.children) {
        const bool same =
            SaPath{child.local, child.remote} == path && child.udp_encapsulation == encapsulation;
        if (same) continue;
        child.local = path.local;
        child.remote = path.remote;
        child.udp_encapsulation = encapsulation;
        context.outbox.push(MoveChildSa{sa.config->id, child.handle, path.local, path.remote, encapsulation});
    }
    for (const RetiredChildSa& child : sa.retired) {
        context.outbox.push(MoveChildSa{sa.config->id, child.handle, path.local, path.remote, encapsulation});
    }
}

bool follows_nat(const IkeSa& sa) {
    if (!sa.nat_remote || sa.state() != IkeSaState::kEstablished) return false;
    // RFC 4555 3.8: then only UPDATE_SA_ADDRESSES moves anything.
    if (sa.mobike) return false;
    // Who is behind a NAT himself and began knows the other's address, and stays with it: a forwarded packet
    // must not lead it away. Who answers behind a port forwarding has nothing else to go by.
    return !(sa.nat_local && sa.lineage.initiator);
}

void follow_peer(IkeSa& sa, EngineContext& context, const hawser::Endpoint& seen) {
    if (seen == sa.remote || !follows_nat(sa)) return;
    context.outbox.log(LogLevel::kInfo,
                       fmt::format("{}: the peer's NAT has moved it from {} to {}", sa.config->name,
                                   sa.remote.to_string(), seen.to_string()));
    change_path(sa, context, {sa.local, seen});
}

}  // namespace hawser::ike

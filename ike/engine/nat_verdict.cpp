// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/nat_verdict.h"

#include "ike/engine/nat_detection.h"

namespace hawser::ike {

void take_nat_verdict(IkeSa& sa, EngineContext& context, const Message& response) {
    const MessagePath path{sa.initiator_spi(), sa.responder_spi(), sa.remote, sa.local};
    const NatVerdict nat = detect_nat(response, path);
    sa.nat_remote = nat.source;
    sa.nat_local = nat.destination;
    const bool forced = nat.supported && sa.config->encapsulation == Encapsulation::kForced;
    if (!nat.source && !nat.destination && !forced) return;
    sa.local.port = context.options.nat_port;
    sa.remote.port = context.options.nat_port;
}

}  // namespace hawser::ike

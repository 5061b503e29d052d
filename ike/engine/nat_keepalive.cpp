// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/nat_keepalive.h"

namespace hawser::ike {

void send_due_keepalive(IkeSa& sa, EngineContext& context) {
    const auto due = sa.keepalive_due();
    if (!due || *due > context.now) return;
    constexpr uint8_t kNatKeepalive = 0xff;
    sa.last_sent = context.now;
    context.outbox.push(SendDatagram{sa.config->id, sa.local, sa.remote, {kNatKeepalive}});
}

}  // namespace hawser::ike

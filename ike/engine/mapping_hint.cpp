// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/mapping_hint.h"

#include <chrono>
#include <memory>

#include "ike/engine/exchange.h"
#include "ike/engine/liveness_task.h"
#include "ike/engine/path_change.h"

namespace hawser::ike {

void take_mapping_hint(IkeSa& sa, EngineContext& context, const hawser::Endpoint& seen) {
    constexpr Duration kPause = std::chrono::seconds(5);
    const bool recently = sa.mapping_taken_at && context.now - *sa.mapping_taken_at < kPause;
    const bool useful = seen != sa.remote && seen.address.family() == sa.remote.address.family() &&
                        !seen.address.is_unspecified() && seen.port != 0;
    if (recently || !useful || sa.superseded || !follows_nat(sa)) return;
    sa.mapping_taken_at = context.now;
    if (sa.flights.empty()) queue_task(sa, context, std::make_unique<LivenessTask>());
    // Where OpenSSL has failed to protect it, it is not on the way, and the SA has ended.
    if (sa.flights.empty() || !sa.requests.expects(sa.flights.front().id)) return;
    send_message(sa, context, sa.local, seen, sa.requests.message(sa.flights.front().id));
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/echo_probe.h"

#include <utility>

#include "base/check.h"
#include "health/probe/icmp.h"

namespace hawser::health {

EchoProbe::EchoProbe(ProbeId id, ProbeConfig config, uint64_t cookie)
    : TrainProbe(id, std::move(config)), cookie_(cookie) {
    HAWSER_CHECK(this->config().target, "an ICMP probe has a target");
}

Bytes EchoProbe::request(TimePoint /*now*/, uint16_t sequence) {
    return serialize(EchoMessage{config().target->family(), false, config().icmp_id, sequence,
                                 serialize(ProbePayload{id(), cookie_})});
}

}  // namespace hawser::health

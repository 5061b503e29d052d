// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "health/probe/train_probe.h"

namespace hawser::health {

/// ICMP echo: requests that carry ProbePayload. The Monitor tells whose an echo reply is.
class EchoProbe : public TrainProbe {
 public:
    EchoProbe(ProbeId id, ProbeConfig config, uint64_t cookie);

 private:
    Bytes request(TimePoint now, uint16_t sequence) override;

    uint64_t cookie_;
};

}  // namespace hawser::health

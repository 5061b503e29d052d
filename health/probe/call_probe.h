// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "health/probe/train_probe.h"

namespace hawser::health {

/// What others do in a conversation of their own, and tell only how it ended: a TCP connection, an HTTP
/// request, an exchange of IKE.
class CallProbe : public TrainProbe {
 public:
    using TrainProbe::TrainProbe;

 private:
    Bytes request(TimePoint /*now*/, uint16_t /*sequence*/) override { return {}; }
};

}  // namespace hawser::health

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "health/probe/train_probe.h"

namespace hawser::health {

/// Asks a name server for an address. Its answers prove that name resolution works by this path.
class DnsProbe : public TrainProbe {
 public:
    using TrainProbe::TrainProbe;

 private:
    Bytes request(TimePoint now, uint16_t sequence) override;
    [[nodiscard]] std::optional<uint16_t> answered_sequence(const ProbeAnswer& answer) override;
    [[nodiscard]] std::string refusal() const override { return refusal_; }

    uint16_t latest_ = 0;
    std::string refusal_;  ///< in the latest response
};

}  // namespace hawser::health

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "health/probe/train_probe.h"
#include "health/stamp/stamp_directions.h"
#include "health/stamp/stamp_packet.h"

namespace hawser::health {

/// A Session-Sender of STAMP (RFC 8762), in the mode of its codec.
class StampProbe : public TrainProbe {
 public:
    StampProbe(ProbeId id, ProbeConfig config);

    [[nodiscard]] ProbeStatus status() const override;

 private:
    Bytes request(TimePoint now, uint16_t sequence) override;
    [[nodiscard]] std::optional<uint16_t> answered_sequence(const ProbeAnswer& answer) override;
    [[nodiscard]] Duration spent_by_peer() const override;
    void measure(TimePoint sent, const ProbeAnswer& answer) override;
    void restart_figures() override { directions_.restart(); }

    StampCodec codec_;
    StampDirections directions_;
    uint32_t number_ = 0;  ///< of the latest request; the first is 1, see StampDirections
    StampReply reply_;     ///< the latest
};

}  // namespace hawser::health

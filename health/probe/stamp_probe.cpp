// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/stamp_probe.h"

#include <algorithm>
#include <utility>

namespace hawser::health {
namespace {

/// Not held by NTP or PTP, and off by no one knows how much: our times count from the machine's start. Both
/// sides' times are compared with times of the same side alone.
constexpr uint16_t kUnsynchronised = 0x3fff;
/// The Z bit: times are in PTP's format (RFC 8762, 4.2.1).
constexpr uint16_t kIsPtp = 0x4000;

/// Since the beginning of the clock's own era.
Duration since_its_era(uint64_t timestamp, uint16_t error_estimate) {
    const std::chrono::seconds seconds(static_cast<int64_t>(timestamp >> 32));
    const uint64_t fraction = timestamp & UINT32_MAX;
    if ((error_estimate & kIsPtp) != 0) return seconds + Duration(static_cast<int64_t>(fraction));
    return seconds + Duration(static_cast<int64_t>((fraction * 1'000'000'000U) >> 32));
}

}  // namespace

StampProbe::StampProbe(ProbeId id, ProbeConfig config)
    : TrainProbe(id, std::move(config)),
      codec_(this->config().stamp_hmac ? StampCodec(this->config().stamp_hmac) : StampCodec()),
      directions_(this->config().settings.loss_window) {}

Bytes StampProbe::request(TimePoint now, uint16_t sequence) {
    number_ += static_cast<uint16_t>(sequence - number_);
    return codec_.serialize(StampRequest{.fields = {.sequence = number_,
                                                    .timestamp = ntp_time(now.time_since_epoch()),
                                                    .error_estimate = kUnsynchronised}});
}

std::optional<uint16_t> StampProbe::answered_sequence(const ProbeAnswer& answer) {
    if (!answer.failure.empty()) return static_cast<uint16_t>(number_);
    if (codec_.parse(answer.bytes, reply_) != StampVerdict::kGood) return std::nullopt;
    return static_cast<uint16_t>(reply_.sender_sequence);
}

Duration StampProbe::spent_by_peer() const {
    const Duration spent = since_its_era(reply_.fields.timestamp, reply_.fields.error_estimate) -
                           since_its_era(reply_.received, reply_.fields.error_estimate);
    return std::max(spent, Duration::zero());
}

void StampProbe::measure(TimePoint sent, const ProbeAnswer& answer) {
    const uint16_t format = reply_.fields.error_estimate;
    directions_.record({.sent_number = reply_.sender_sequence,
                        .reflected_number = reply_.fields.sequence,
                        .sent = sent.time_since_epoch(),
                        .arrived = since_its_era(reply_.received, format),
                        .answered = since_its_era(reply_.fields.timestamp, format),
                        .received = answer.received_at.time_since_epoch()});
}

ProbeStatus StampProbe::status() const {
    ProbeStatus status = TrainProbe::status();
    status.loss_out_pct = directions_.loss_out_pct();
    status.loss_in_pct = directions_.loss_in_pct();
    status.jitter_out = directions_.jitter_out();
    status.jitter_in = directions_.jitter_in();
    return status;
}

}  // namespace hawser::health

// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/train_probe.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"

namespace hawser::health {
namespace {

/// 0..1, spread evenly whatever the ids are: multiples of the golden ratio.
double phase_of(ProbeId id) {
    const double turns = (id.tunnel.value() + 3.0 * id.index) * 0.6180339887498949;
    return turns - std::floor(turns);
}

void check_config(const ProbeConfig& config) {
    HAWSER_CHECK(check(config.settings).ok(), "probe settings out of range");
    HAWSER_CHECK(!config.source || !config.target || config.source->family() == config.target->family(),
                 "a probe's source and target of two families");
}

}  // namespace

TrainProbe::TrainProbe(ProbeId id, ProbeConfig config)
    : id_(id),
      config_(std::move(config)),
      judge_(config_.settings),
      statistics_(config_.settings.loss_window) {
    check_config(config_);
}

void TrainProbe::start(TimePoint now, PathState presumed, bool first) {
    train_.start(now, phase_of(id_));
    judge_.start(now, presumed, first);
    statistics_.restart();
    restart_figures();
    detail_ = {};
    detour_.reset();
    send_if_due(now);
}

void TrainProbe::stop() {
    train_.stop();
    sends_.clear();
    statistics_.restart();
    detour_.reset();
}

void TrainProbe::update(TimePoint /*now*/, ProbeConfig config) {
    check_config(config);
    if (config.settings.loss_window != config_.settings.loss_window)
        statistics_.set_loss_window(config.settings.loss_window);
    config_ = std::move(config);
    judge_.update(config_.settings);
}

ReplyVerdict TrainProbe::handle_answer(TimePoint now, const ProbeAnswer& answer) {
    const std::optional<uint16_t> sequence = answered_sequence(answer);
    if (!sequence) return ReplyVerdict::kNotOurs;
    const Train::Answer matched = train_.answer(answer.received_at, *sequence);
    const std::string failure = answer.failure.empty() ? refusal() : answer.failure;
    if (matched.verdict == ReplyVerdict::kLate && failure.empty()) {
        statistics_.record_late();
        detail_.late = matched.rtt;
    }
    if (matched.verdict != ReplyVerdict::kAnswered) return matched.verdict;
    detail_ = {};
    detail_.failure = failure;
    if (failure.empty()) {
        statistics_.record_answer(std::max(matched.rtt - spent_by_peer(), Duration::zero()));
        measure(answer.received_at - matched.rtt, answer);
        detour_ = answer.detour;
    }
    count(now, failure.empty());
    if (answer.at_once) judge_.condemn(config_.subject, failure);
    return matched.verdict;
}

void TrainProbe::handle_timeout(TimePoint now) {
    const unsigned lost = train_.take_lost(now);
    if (lost > 0) detail_.failure.clear();
    for (unsigned i = 0; i < lost; ++i)
        count(now, false);
    send_if_due(now);
}

void TrainProbe::send_if_due(TimePoint now) {
    if (!train_.send_due(now)) return;
    const uint16_t sequence = train_.send(now, config_.settings.interval, config_.settings.timeout);
    statistics_.record_sent();
    detail_.send_error.clear();
    sends_.push_back({.id = id_,
                      .sequence = sequence,
                      .deadline = now + config_.settings.timeout,
                      .bytes = request(now, sequence)});
}

void TrainProbe::count(TimePoint now, bool answered) {
    statistics_.record_outcome(answered);
    judge_.record(now, answered, statistics_, config_.subject, detail_);
    if (config_.settings.retry && judge_.is_in_doubt()) train_.send_by(now + *config_.settings.retry);
}

std::optional<SendProbe> TrainProbe::poll_send() {
    if (sends_.empty()) return std::nullopt;
    SendProbe send = std::move(sends_.front());
    sends_.pop_front();
    return send;
}

ProbeStatus TrainProbe::status() const {
    ProbeStatus status;
    status.label = label(config_);
    status.state = state();
    status.reason = status.state == PathState::kDown ? judge_.progress(detail_) : cause();
    status.rtt = statistics_.rtt();
    status.jitter = statistics_.jitter();
    status.loss_pct = statistics_.loss_pct();
    status.sent = statistics_.sent();
    status.answered = statistics_.answered();
    status.late = statistics_.late();
    status.rtts = statistics_.rtts();
    return status;
}

}  // namespace hawser::health

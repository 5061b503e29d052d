// SPDX-License-Identifier: BSD-2-Clause
#include "health/path_monitor.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "base/check.h"
#include "health/icmp.h"

namespace hawser::health {
namespace {

constexpr unsigned kQualityWindow = 64;

/// 0..1, spread evenly whatever the ids are: multiples of the golden ratio.
double phase_of(TunnelId tunnel) {
    const double turns = tunnel.value() * 0.6180339887498949;
    return turns - std::floor(turns);
}

void check_config(const PathConfig& config) {
    HAWSER_CHECK(check(config.settings).ok(), "probe settings out of range");
    HAWSER_CHECK(!config.source || !config.target || config.source->family() == config.target->family(),
                 "a probe's source and target of two families");
}

}  // namespace

PathMonitor::PathMonitor(TimePoint now, PathConfig config, uint64_t cookie)
    : config_(std::move(config)), cookie_(cookie), since_(now), cause_(link_.reason) {
    check_config(config_);
}

void PathMonitor::update(TimePoint now, PathConfig config) {
    check_config(config);
    const bool restart = config.target != config_.target || config.icmp_id != config_.icmp_id;
    config_ = std::move(config);
    if (restart) {
        train_.stop();
        if (probing()) start_probing(now);
    }
    evaluate(now);
}

void PathMonitor::handle_link(TimePoint now, bool up, const std::string& reason) {
    take_evidence(now, link_, up, reason);
}

void PathMonitor::handle_ike(TimePoint now, bool up, const std::string& reason) {
    take_evidence(now, ike_, up, reason);
}

void PathMonitor::adopt(TimePoint now, PathState state) {
    if (!carried() || state == PathState::kDown) return;
    state_ = state;
    since_ = now;
    was_up_ = true;
    cause_ = "carried traffic when the daemon started";
}

void PathMonitor::take_evidence(TimePoint now, Evidence& evidence, bool up, const std::string& reason) {
    const bool carried_before = carried();
    evidence = {up, reason};
    if (carried() && !carried_before) {
        cause_ = was_up_ ? "IKE and the uplink are back" : "IKE and the uplink are up";
        if (probing()) start_probing(now);
    }
    if (!carried()) train_.stop();
    evaluate(now);
}

void PathMonitor::start_probing(TimePoint now) {
    train_.start(now, phase_of(config_.tunnel));
    window_.clear();
    statistics_.restart();
    detail_ = {};
    detour_.reset();
    send_due_probe(now);
}

void PathMonitor::send_due_probe(TimePoint now) {
    if (!train_.send_due(now)) return;
    const uint16_t sequence = train_.send(now, config_.settings.interval, config_.settings.timeout);
    statistics_.record_sent();
    detail_.send_error.clear();
    const EchoMessage request{config_.target->family(), false, config_.icmp_id, sequence,
                              serialize(ProbePayload{config_.tunnel, cookie_})};
    actions_.push_back(SendProbe{config_.tunnel, *config_.target, config_.source, config_.icmp_id, sequence,
                                 serialize(request)});
}

ReplyVerdict PathMonitor::handle_reply(TimePoint now, TimePoint received_at, uint16_t sequence,
                                       std::optional<Detour> detour) {
    const ProbeTrain::Answer answer = train_.answer(received_at, sequence);
    if (answer.verdict == ReplyVerdict::kLate) {
        statistics_.record_late();
        detail_.late = answer.rtt;
    }
    if (answer.verdict == ReplyVerdict::kAnswered) {
        statistics_.record_answer(answer.rtt);
        detail_ = {};
        detour_ = std::move(detour);
        count(now, true);
    }
    return answer.verdict;
}

void PathMonitor::handle_timeout(TimePoint now) {
    for (unsigned lost = train_.take_lost(now); lost > 0; --lost)
        count(now, false);
    send_due_probe(now);
    evaluate(now);
}

void PathMonitor::count(TimePoint now, bool answered) {
    window_.record(answered);
    statistics_.record_outcome(answered);
    evaluate(now);
}

unsigned PathMonitor::good_needed() const {
    return was_up_ ? config_.settings.good_to_up : config_.settings.good_to_first_up;
}

bool PathMonitor::recovered() const {
    return carried() && (!config_.target || window_.good_in_a_row() >= good_needed());
}

void PathMonitor::evaluate(TimePoint now) {
    if (!carried()) return set_state(now, PathState::kDown, missing());
    if (state_ == PathState::kDown) {
        if (!recovered() || now < hold_end()) return;
        const std::string because = config_.target
                                        ? fmt::format("{} probes in a row answered", window_.good_in_a_row())
                                        : "IKE and the uplink are up; the path itself is not probed";
        return set_state(now, PathState::kUp, because);
    }
    const unsigned lost = window_.lost_of_last(config_.settings.window);
    if (lost < config_.settings.lost_to_down) return evaluate_quality(now);
    set_state(now, PathState::kDown, lost_sentence(config_, lost, detail_));
}

void PathMonitor::evaluate_quality(TimePoint now) {
    const std::string complaint = quality_complaint();
    if (!complaint.empty()) return set_state(now, PathState::kDegraded, complaint);
    if (state_ == PathState::kDegraded)
        set_state(now, PathState::kUp, "loss, round trip time and jitter are good again");
}

std::string PathMonitor::quality_complaint() const {
    const DegradedThresholds& thresholds = config_.settings.degraded;
    const auto bound = [this](double threshold) {
        return state_ == PathState::kDegraded ? threshold / 2 : threshold;
    };
    const auto exceeds = [&bound](std::optional<Duration> value, std::optional<Duration> threshold) {
        return value && threshold &&
               static_cast<double>(value->count()) > bound(static_cast<double>(threshold->count()));
    };
    const double loss = 100.0 * window_.lost_of_last(kQualityWindow) / kQualityWindow;
    if (thresholds.loss_pct && loss > bound(*thresholds.loss_pct))
        return fmt::format("loss {:.1f} %, threshold {:.1f} %", loss, *thresholds.loss_pct);
    if (exceeds(statistics_.rtt(), thresholds.rtt))
        return fmt::format("round trip time {}, threshold {}", describe(*statistics_.rtt()),
                           describe(*thresholds.rtt));
    if (exceeds(statistics_.jitter(), thresholds.jitter))
        return fmt::format("jitter {}, threshold {}", describe(*statistics_.jitter()),
                           describe(*thresholds.jitter));
    return {};
}

void PathMonitor::set_state(TimePoint now, PathState state, std::string reason) {
    cause_ = std::move(reason);
    if (state == state_) return;
    // What was lost while down must not count against the path that is up again, nor old answers for it.
    if (state == PathState::kDown || state_ == PathState::kDown) window_.clear();
    if (state != PathState::kDown) was_up_ = true;
    actions_.push_back(StateChanged{config_.tunnel, state_, state, cause_, now});
    state_ = state;
    since_ = now;
}

std::optional<Action> PathMonitor::poll_action() {
    if (actions_.empty()) return std::nullopt;
    Action action = std::move(actions_.front());
    actions_.pop_front();
    return action;
}

std::optional<TimePoint> PathMonitor::next_timeout() const {
    std::optional<TimePoint> next = train_.next_timeout();
    if (state_ == PathState::kDown && recovered()) next = std::min(next.value_or(hold_end()), hold_end());
    return next;
}

std::string PathMonitor::reason(TimePoint now) const {
    if (state_ != PathState::kDown)
        return detour_ ? cause_ + "; " + other_tunnel_sentence(detour_->name) : cause_;
    if (!carried()) return missing();
    if (recovered()) return fmt::format("{}; held down for another {}", cause_, describe(hold_end() - now));
    return cause_ + "; " + recovery_sentence(window_.good_in_a_row(), good_needed(), detail_);
}

PathStatus PathMonitor::status(TimePoint now) const {
    PathStatus status;
    status.state = state_;
    status.reason = reason(now);
    status.since = since_;
    status.probed = config_.target.has_value();
    if (probing()) {
        status.rtt = statistics_.rtt();
        status.jitter = statistics_.jitter();
        status.loss_pct = statistics_.loss_pct();
        if (detour_) status.answers_by = detour_->tunnel;
    }
    status.probes_sent = statistics_.sent();
    status.probes_answered = statistics_.answered();
    status.probes_late = statistics_.late();
    return status;
}

}  // namespace hawser::health

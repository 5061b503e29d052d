// SPDX-License-Identifier: BSD-2-Clause
#include "health/path_monitor.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "health/probe/sentences.h"

namespace hawser::health {

PathMonitor::PathMonitor(TimePoint now, PathConfig config, uint64_t cookie)
    : config_(std::move(config)), probes_(config_, cookie), since_(now), cause_(link_.reason) {
    HAWSER_CHECK(check(config_.settings).ok(), "path settings out of range");
}

void PathMonitor::update(TimePoint now, PathConfig config) {
    HAWSER_CHECK(check(config.settings).ok(), "path settings out of range");
    config_ = std::move(config);
    probes_.update(now, config_, carried(), state_);
    probes_.set_eager(eager_);
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
    probes_.start(now, state, false);
}

void PathMonitor::take_evidence(TimePoint now, Evidence& evidence, bool up, const std::string& reason) {
    const bool carried_before = carried();
    evidence = {up, reason};
    if (carried() && !carried_before) {
        cause_ = was_up_ ? "IKE and the uplink are back" : "IKE and the uplink are up";
        probes_.start(now, PathState::kDown, !was_up_);
    }
    if (!carried()) probes_.stop();
    evaluate(now);
}

ReplyVerdict PathMonitor::handle_answer(TimePoint now, uint8_t probe, const ProbeAnswer& answer) {
    Probe* asked = probes_.find(probe);
    if (asked == nullptr) return ReplyVerdict::kNotOurs;
    const ReplyVerdict verdict = asked->handle_answer(now, answer);
    if (verdict == ReplyVerdict::kAnswered) last_answer_ = now;
    evaluate(now);
    return verdict;
}

void PathMonitor::handle_send_error(uint8_t probe, const std::string& why) {
    if (Probe* asked = probes_.find(probe)) asked->handle_send_error(why);
}

void PathMonitor::handle_timeout(TimePoint now) {
    if (carried()) probes_.handle_timeout(now);
    evaluate(now);
}

void PathMonitor::set_eager(TimePoint now, bool eager) {
    eager_ = eager;
    probes_.set_eager(eager);
    evaluate(now);
}

TimePoint PathMonitor::wait_end() const {
    if (eager_) return since_;
    return std::max(hold_end(), damping_.until(since_).value_or(since_));
}

void PathMonitor::evaluate(TimePoint now) {
    while (auto send = probes_.poll_send())
        actions_.push_back(std::move(*send));
    if (!carried()) return set_state(now, PathState::kDown, missing());
    const PathState seen_now = seen();
    if (state_ == PathState::kDown && (seen_now == PathState::kDown || now < wait_end())) return;
    if (probes_.empty())
        return set_state(now, PathState::kUp, "IKE and the uplink are up; the path itself is not probed");
    if (seen_now != state_) set_state(now, seen_now, probes_.cause());
}

void PathMonitor::set_state(TimePoint now, PathState state, std::string reason) {
    cause_ = std::move(reason);
    if (state == state_) return;
    if (state == PathState::kDown) damping_.failed(now, config_.settings.damping);
    if (state != PathState::kDown) was_up_ = true;
    const bool by_probes = state == PathState::kDown && carried();
    actions_.push_back(StateChanged{config_.tunnel, state_, state, by_probes ? with_context(cause_) : cause_,
                                    now, decider(),
                                    last_answer_ ? std::optional(now - *last_answer_) : std::nullopt});
    state_ = state;
    since_ = now;
}

Decider PathMonitor::decider() const {
    if (!link_.up) return Decider::kLink;
    return ike_.up ? Decider::kProbes : Decider::kIke;
}

std::optional<Action> PathMonitor::poll_action() {
    if (actions_.empty()) return std::nullopt;
    Action action = std::move(actions_.front());
    actions_.pop_front();
    return action;
}

std::optional<TimePoint> PathMonitor::next_timeout() const {
    std::optional<TimePoint> next = carried() ? probes_.next_timeout() : std::nullopt;
    if (state_ == PathState::kDown && recovered()) next = std::min(next.value_or(wait_end()), wait_end());
    return next;
}

std::string PathMonitor::waiting_sentence(TimePoint now) const {
    if (is_damped(now)) return damping_.sentence(now);
    return fmt::format("held down for another {}", describe(hold_end() - now));
}

std::string PathMonitor::reason(TimePoint now) const {
    if (state_ != PathState::kDown) {
        const Detour* detour = probes_.detour();
        return detour != nullptr ? cause_ + "; " + other_tunnel_sentence(detour->name) : cause_;
    }
    if (!carried()) return missing();
    if (recovered()) return cause_ + "; " + waiting_sentence(now);
    std::string text = cause_ + "; " + probes_.progress();
    if (is_damped(now)) text += "; " + damping_.sentence(now);
    return with_context(std::move(text));
}

std::string PathMonitor::with_context(std::string sentence) const {
    return context_.empty() ? sentence : sentence + "; " + context_;
}

PathStatus PathMonitor::status(TimePoint now) const {
    PathStatus status;
    status.state = state_;
    status.reason = reason(now);
    status.since = since_;
    status.probes = probes_.status();
    if (const Detour* detour = probes_.detour(); detour != nullptr && carried())
        status.answers_by = detour->tunnel;
    return status;
}

}  // namespace hawser::health

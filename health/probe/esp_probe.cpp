// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/esp_probe.h"

#include <fmt/format.h>

#include <utility>

#include "health/probe/sentences.h"

namespace hawser::health {

EspProbe::EspProbe(ProbeId id, ProbeConfig config) : id_(id), config_(std::move(config)) {}

void EspProbe::start(TimePoint now, PathState /*presumed*/, bool /*first*/) {
    next_look_ = now;
    last_.reset();
    back("no traffic yet");
    handle_timeout(now);
}

void EspProbe::stop() {
    next_look_.reset();
    wants_counters_ = false;
}

void EspProbe::update(TimePoint /*now*/, ProbeConfig config) {
    config_ = std::move(config);
}

void EspProbe::handle_timeout(TimePoint now) {
    if (!next_look_ || *next_look_ > now) return;
    next_look_ = now + config_.settings.interval;
    wants_counters_ = true;
}

std::optional<SendProbe> EspProbe::poll_send() {
    if (!std::exchange(wants_counters_, false)) return std::nullopt;
    return SendProbe{.id = id_};
}

ReplyVerdict EspProbe::handle_answer(TimePoint /*now*/, const ProbeAnswer& answer) {
    if (!answer.counters) return ReplyVerdict::kNotOurs;
    ++looks_;
    if (last_) compare(*last_, *answer.counters);
    last_ = answer.counters;
    return ReplyVerdict::kAnswered;
}

void EspProbe::compare(const TrafficCounters& before, const TrafficCounters& now) {
    if (now.packets_in != before.packets_in) return back("what is sent is answered");
    const uint64_t sent = now.packets_out - before.packets_out;
    if (state_ == PathState::kDown) {
        // Flows have left it, so nobody can tell: after a while it is given another try.
        if (++idle_looks_ >= config_.settings.good_to_up) back("given another try");
        return;
    }
    if (sent == 0 || !now.another_answers) return;
    unanswered_ += sent;
    if (++silent_looks_ < config_.settings.lost_to_down) return;
    state_ = PathState::kDown;
    cause_ = fmt::format("{} packets sent and none came back in {}, while another tunnel is answered",
                         unanswered_, describe(config_.settings.interval * silent_looks_));
    idle_looks_ = 0;
}

void EspProbe::back(std::string cause) {
    state_ = PathState::kUp;
    cause_ = std::move(cause);
    silent_looks_ = 0;
    unanswered_ = 0;
}

ProbeStatus EspProbe::status() const {
    ProbeStatus status;
    status.label = label(config_);
    status.state = state_;
    status.reason = cause_;
    status.sent = looks_;
    status.answered = looks_;
    return status;
}

}  // namespace hawser::health

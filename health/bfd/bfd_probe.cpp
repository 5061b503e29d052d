// SPDX-License-Identifier: BSD-2-Clause
#include "health/bfd/bfd_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "health/probe/sentences.h"

namespace hawser::health {
namespace {

/// What the neighbor means by Down. FRR 8.4 sends AdminDown without the diagnostic that goes with it.
std::string_view why(bfd::State remote, bfd::Diagnostic diagnostic) {
    return to_string(remote == bfd::State::kAdminDown ? bfd::Diagnostic::kAdministrativelyDown : diagnostic);
}

constexpr std::string_view name_of(bfd::State state) {
    switch (state) {
        case bfd::State::kAdminDown:
            return "AdminDown";
        case bfd::State::kDown:
            return "Down";
        case bfd::State::kInit:
            return "Init";
        case bfd::State::kUp:
            return "Up";
    }
    return "unknown";
}

/// The settings of every probe say it in BFD's words: the interval is both minima, `lost` the multiplier.
bfd::SessionConfig session_config(ProbeId id, const ProbeConfig& config) {
    return {.my_discriminator = bfd_discriminator(id),
            .desired_min_tx = config.settings.interval,
            .required_min_rx = config.settings.interval,
            .detect_multiplier = static_cast<uint8_t>(std::min(config.settings.lost_to_down, 255U))};
}

}  // namespace

uint32_t bfd_discriminator(ProbeId id) {
    return id.tunnel.value() << 8 | id.index;
}

ProbeId probe_of_discriminator(uint32_t discriminator) {
    return {TunnelId(discriminator >> 8), static_cast<uint8_t>(discriminator)};
}

BfdProbe::BfdProbe(ProbeId id, ProbeConfig config)
    : id_(id), config_(std::move(config)), session_(session_config(id, config_)) {}

void BfdProbe::start(TimePoint now, PathState presumed, bool /*first*/) {
    presumed_ = presumed;
    presumed_until_.reset();
    if (presumed != PathState::kDown) presumed_until_ = now + kGrace;
    noted_ = bfd::State::kDown;
    cause_ = "BFD session not up yet";
    session_.start(now);
}

void BfdProbe::stop() {
    session_.stop();
    presumed_until_.reset();
    noted_ = bfd::State::kDown;
}

void BfdProbe::update(TimePoint now, ProbeConfig config) {
    config_ = std::move(config);
    session_.update(now, session_config(id_, config_));
}

ReplyVerdict BfdProbe::handle_answer(TimePoint now, const ProbeAnswer& answer) {
    const std::optional<bfd::ControlPacket> packet = bfd::parse(answer.bytes);
    if (!packet || !session_.handle_packet(now, *packet)) return ReplyVerdict::kNotOurs;
    remote_diagnostic_ = packet->diagnostic;
    note_state(packet->diagnostic);
    return ReplyVerdict::kAnswered;
}

void BfdProbe::handle_timeout(TimePoint now) {
    session_.handle_timeout(now);
    if (presumed_until_ && *presumed_until_ <= now) presumed_until_.reset();
    note_state(remote_diagnostic_);
}

void BfdProbe::note_state(bfd::Diagnostic remote) {
    if (session_.state() == noted_) return;
    const bool was_up = noted_ == bfd::State::kUp;
    noted_ = session_.state();
    if (noted_ == bfd::State::kUp) {
        cause_ = "BFD session up with " + config_.subject;
        presumed_until_.reset();
    } else if (was_up && session_.diagnostic() == bfd::Diagnostic::kNeighborSignaledDown) {
        cause_ = fmt::format("BFD neighbor {} says down: {}", config_.subject,
                             why(session_.remote_state(), remote));
    } else if (was_up) {
        cause_ =
            fmt::format("BFD session with {} down: {}", config_.subject, to_string(session_.diagnostic()));
    }
}

std::optional<SendProbe> BfdProbe::poll_send() {
    const std::optional<bfd::ControlPacket> packet = session_.poll_packet();
    if (!packet) return std::nullopt;
    send_error_.clear();
    return SendProbe{.id = id_, .bytes = bfd::serialize(*packet)};
}

std::optional<TimePoint> BfdProbe::next_timeout() const {
    const auto next = session_.next_timeout();
    if (!presumed_until_) return next;
    return next ? std::min(*next, *presumed_until_) : presumed_until_;
}

PathState BfdProbe::state() const {
    if (session_.state() == bfd::State::kUp) return PathState::kUp;
    return presumed_until_ ? presumed_ : PathState::kDown;
}

std::string BfdProbe::progress() const {
    std::string text = session_.remote_discriminator() == 0
                           ? "nothing heard of the BFD neighbor"
                           : fmt::format("BFD session is {}, the neighbor's {}", name_of(session_.state()),
                                         name_of(session_.remote_state()));
    if (!send_error_.empty()) text += "; the latest packet could not be sent: " + send_error_;
    return text;
}

ProbeStatus BfdProbe::status() const {
    ProbeStatus status;
    status.label = label(config_);
    status.state = state();
    status.reason = status.state == PathState::kDown ? progress() : cause_;
    // Not in the cause: when the session comes up, the timers for that have yet to be agreed.
    if (session_.state() == bfd::State::kUp)
        status.reason += ", detection time " + describe(session_.detection_time());
    status.sent = session_.sent();
    status.answered = session_.received();
    return status;
}

}  // namespace hawser::health

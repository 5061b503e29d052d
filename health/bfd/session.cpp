// SPDX-License-Identifier: BSD-2-Clause
#include "health/bfd/session.h"

#include <algorithm>

#include "base/check.h"

namespace hawser::health::bfd {
namespace {

/// After the detection time the socket is read once more before the verdict: our own process may have slept
/// while the peer's packets waited in it.
constexpr Duration kLook = std::chrono::milliseconds(5);

Duration scaled(Duration time, double factor) {
    return Duration(static_cast<Duration::rep>(static_cast<double>(time.count()) * factor));
}

}  // namespace

Session::Session(const SessionConfig& config)
    : config_(config), confirmed_min_rx_(config.required_min_rx), random_(config.my_discriminator | 1) {
    HAWSER_CHECK(config.my_discriminator != 0 && config.detect_multiplier != 0,
                 "a discriminator and a multiplier are never 0");
}

void Session::start(TimePoint now) {
    stop();
    next_send_ = now;
    handle_timeout(now);
}

void Session::stop() {
    const SessionConfig config = config_;
    const uint64_t sent = sent_;
    const uint64_t received = received_;
    const uint64_t random = random_;
    *this = Session(config);
    sent_ = sent;
    received_ = received;
    random_ = random;
}

void Session::set_admin_down(TimePoint now, bool down) {
    if (down == (state_ == State::kAdminDown)) return;
    set_state(now, down ? State::kAdminDown : State::kDown,
              down ? Diagnostic::kAdministrativelyDown : Diagnostic::kNone);
    expires_.reset();
    plan_sooner(now);
}

void Session::update(TimePoint now, const SessionConfig& config) {
    const bool timers_differ =
        config.desired_min_tx != config_.desired_min_tx || config.required_min_rx != config_.required_min_rx;
    config_ = config;
    if (!next_send_ || !timers_differ || state_ != State::kUp) {
        if (!polling_) confirmed_min_rx_ = config_.required_min_rx;
        return;
    }
    begin_poll();
    plan_sooner(now);
}

Duration Session::wanted_min_tx() const {
    return state_ == State::kUp ? config_.desired_min_tx : std::max(config_.desired_min_tx, kSlowInterval);
}

Duration Session::transmit_interval() const {
    // RFC 5880, 6.8.3: an increase takes effect only when the poll sequence has ended, a decrease at once.
    const Duration mine = polling_ ? std::min(wanted_min_tx(), confirmed_min_tx_) : wanted_min_tx();
    return std::max(mine, remote_min_rx_);
}

Duration Session::detection_time() const {
    if (remote_multiplier_ == 0) return {};
    // A decrease of what we require is in effect only when the peer has confirmed it.
    const Duration mine =
        polling_ ? std::max(config_.required_min_rx, confirmed_min_rx_) : config_.required_min_rx;
    return std::max(mine, remote_min_tx_) * remote_multiplier_;
}

bool Session::handle_packet(TimePoint now, const ControlPacket& packet) {
    if (!next_send_) return false;
    if (packet.your_discriminator != 0 && packet.your_discriminator != config_.my_discriminator) return false;
    ++received_;
    learn(now, packet);
    if (packet.final && polling_) {
        polling_ = false;
        confirmed_min_tx_ = wanted_min_tx();
        confirmed_min_rx_ = config_.required_min_rx;
    }
    if (state_ != State::kAdminDown) advance(now, packet.state);
    // After the state: the answer to a poll says what we are now, and is not held back by any interval.
    if (packet.poll) send(true);
    return true;
}

void Session::learn(TimePoint now, const ControlPacket& packet) {
    const bool slower_before = packet.required_min_rx < remote_min_rx_;
    remote_discriminator_ = packet.my_discriminator;
    remote_state_ = packet.state;
    remote_min_rx_ = packet.required_min_rx;
    remote_min_tx_ = packet.desired_min_tx;
    remote_multiplier_ = packet.detect_multiplier;
    expires_ = now + detection_time();
    looks_ = 0;
    if (slower_before) plan_sooner(now);
}

/// RFC 5880, 6.8.6, from "If received state is AdminDown" on.
void Session::advance(TimePoint now, State remote) {
    if (remote == State::kAdminDown) {
        if (state_ != State::kDown) set_state(now, State::kDown, Diagnostic::kNeighborSignaledDown);
        return;
    }
    if (state_ == State::kDown) {
        if (remote == State::kDown) set_state(now, State::kInit, diagnostic_);
        if (remote == State::kInit) set_state(now, State::kUp, Diagnostic::kNone);
    } else if (state_ == State::kInit) {
        if (remote == State::kInit || remote == State::kUp) set_state(now, State::kUp, Diagnostic::kNone);
    } else if (remote == State::kDown) {
        set_state(now, State::kDown, Diagnostic::kNeighborSignaledDown);
    }
}

void Session::set_state(TimePoint now, State state, Diagnostic diagnostic) {
    diagnostic_ = diagnostic;
    if (state == state_) return;
    state_ = state;
    if (state == State::kUp) {
        begin_poll();
    } else {
        polling_ = false;
        confirmed_min_tx_ = wanted_min_tx();
    }
    // The peer is to know soon, but never twice at once: this is not held by the old interval.
    if (next_send_) next_send_ = now;
}

void Session::begin_poll() {
    polling_ = true;
}

void Session::handle_timeout(TimePoint now) {
    if (expires_ && *expires_ <= now) {
        if (looks_++ == 0) {
            expires_ = now + kLook;
        } else {
            expires_.reset();
            remote_discriminator_ = 0;
            remote_min_rx_ = std::chrono::microseconds(1);
            remote_multiplier_ = 0;
            remote_state_ = State::kDown;
            if (state_ == State::kInit || state_ == State::kUp)
                set_state(now, State::kDown, Diagnostic::kDetectionTimeExpired);
        }
    }
    if (!next_send_ || *next_send_ > now) return;
    // RFC 5880, 6.8.7: to a peer that requires nothing, nothing is sent periodically.
    if (remote_min_rx_ > Duration::zero() || polling_) send(false);
    plan_next(now);
}

void Session::send(bool final) {
    ControlPacket packet = make_packet();
    packet.final = final;
    packet.poll = polling_ && !final;
    packets_.push_back(packet);
    ++sent_;
}

ControlPacket Session::make_packet() const {
    return {.diagnostic = diagnostic_,
            .state = state_,
            .detect_multiplier = config_.detect_multiplier,
            .my_discriminator = config_.my_discriminator,
            .your_discriminator = remote_discriminator_,
            .desired_min_tx = wanted_min_tx(),
            .required_min_rx = config_.required_min_rx};
}

void Session::plan_next(TimePoint now) {
    next_send_ = now + scaled(transmit_interval(), jitter());
}

void Session::plan_sooner(TimePoint now) {
    if (!next_send_) return;
    next_send_ = std::min(*next_send_, now + scaled(transmit_interval(), jitter()));
}

/// 75 to 100 % of the interval, to 90 % where one lost packet is a lost session (RFC 5880, 6.8.7). The
/// generator is Knuth's MMIX: jitter is no secret.
double Session::jitter() {
    random_ = random_ * 6364136223846793005U + 1442695040888963407U;
    const double part = static_cast<double>(random_ >> 40) / static_cast<double>(1U << 24);
    return 0.75 + part * (config_.detect_multiplier == 1 ? 0.15 : 0.25);
}

std::optional<ControlPacket> Session::poll_packet() {
    if (packets_.empty()) return std::nullopt;
    const ControlPacket packet = packets_.front();
    packets_.pop_front();
    return packet;
}

std::optional<TimePoint> Session::next_timeout() const {
    if (!expires_) return next_send_;
    return next_send_ ? std::min(*next_send_, *expires_) : expires_;
}

}  // namespace hawser::health::bfd

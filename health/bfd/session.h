// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.h"
#include "health/bfd/packet.h"

namespace hawser::health::bfd {

struct SessionConfig {
    uint32_t my_discriminator = 1;  ///< unique among our sessions, never 0
    Duration desired_min_tx = std::chrono::milliseconds(300);
    Duration required_min_rx = std::chrono::milliseconds(300);
    uint8_t detect_multiplier = 3;
};

/// One session in asynchronous mode, in the active role (RFC 5880, 6.1 and 6.8). Sans-IO.
class Session {
 public:
    /// While the session is not up nobody sends faster than this (RFC 5880, 6.8.3).
    static constexpr Duration kSlowInterval = std::chrono::seconds(1);

    explicit Session(const SessionConfig& config);

    /// Begins to send, from Down.
    void start(TimePoint now);
    /// Silent and Down: nothing is sent any more, so the peer's detection time ends.
    void stop();
    /// Tells the peer that the session is not to be up, and goes on saying so; or ends that.
    void set_admin_down(TimePoint now, bool down);
    /// Other timers: a running session negotiates them by a Poll Sequence.
    void update(TimePoint now, const SessionConfig& config);

    /// Whether the packet was of this session and was accepted.
    bool handle_packet(TimePoint now, const ControlPacket& packet);
    void handle_timeout(TimePoint now);
    [[nodiscard]] std::optional<ControlPacket> poll_packet();
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] Diagnostic diagnostic() const { return diagnostic_; }
    [[nodiscard]] State remote_state() const { return remote_state_; }
    [[nodiscard]] uint32_t my_discriminator() const { return config_.my_discriminator; }
    [[nodiscard]] uint32_t remote_discriminator() const { return remote_discriminator_; }
    /// Without a packet for so long the session goes down (RFC 5880, 6.8.4); zero: nothing heard yet.
    [[nodiscard]] Duration detection_time() const;
    /// Between our packets, before jitter.
    [[nodiscard]] Duration transmit_interval() const;
    [[nodiscard]] uint64_t sent() const { return sent_; }
    [[nodiscard]] uint64_t received() const { return received_; }

 private:
    [[nodiscard]] Duration wanted_min_tx() const;
    [[nodiscard]] ControlPacket make_packet() const;
    void learn(TimePoint now, const ControlPacket& packet);
    void advance(TimePoint now, State remote);
    void set_state(TimePoint now, State state, Diagnostic diagnostic);
    void begin_poll();
    void send(bool final);
    void plan_next(TimePoint now);
    void plan_sooner(TimePoint now);
    [[nodiscard]] double jitter();

    SessionConfig config_;
    State state_ = State::kDown;
    Diagnostic diagnostic_ = Diagnostic::kNone;
    State remote_state_ = State::kDown;
    uint32_t remote_discriminator_ = 0;
    Duration remote_min_tx_{};
    Duration remote_min_rx_ = std::chrono::microseconds(1);  // bfd.RemoteMinRxInterval's first value
    uint8_t remote_multiplier_ = 0;
    /// What the peer has been told and has confirmed; in use until a Poll Sequence for others has ended.
    Duration confirmed_min_tx_ = kSlowInterval;
    Duration confirmed_min_rx_{};
    bool polling_ = false;
    std::optional<TimePoint> next_send_;
    std::optional<TimePoint> expires_;
    unsigned looks_ = 0;  ///< at the socket since the detection time ended
    std::deque<ControlPacket> packets_;
    uint64_t random_;
    uint64_t sent_ = 0;
    uint64_t received_ = 0;
};

}  // namespace hawser::health::bfd

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/exchange/side.h"

namespace hawser::ike::test {

/// What the network does to datagrams.
struct Weather {
    double loss = 0;
    double doubling = 0;
    Duration delay_min = std::chrono::milliseconds(10);
    /// More than delay_min: datagrams overtake each other.
    Duration delay_max = std::chrono::milliseconds(10);
};

/// A NAT in front of one side: its address is seen as another, its ports as others.
struct Nat {
    IpAddress inside;
    IpAddress outside;
    uint16_t port_offset = 20000;
};

/// Two sides, the network between them, and a clock that jumps to whatever is next. Deterministic: the seed
/// gives the weather's dice and both sides' random bytes.
class SimLink {
 public:
    explicit SimLink(uint64_t seed = 1, EndpointOptions options = {}, bool ipv6 = false);

    /// The earliest datagram on its way arrives; what it was, e.g. `left --> IKE_SA_INIT request 0 [ SA ...
    /// ]`, or `nothing`.
    std::string pass() { return pass(0); }
    /// The earliest datagram on its way is lost; what it was.
    std::string lose() { return lose(0); }
    /// The same for another one of those on their way, counted from the earliest.
    std::string pass(size_t index);
    std::string lose(size_t index);
    /// Time goes on to the next timeout of a side, which happens.
    void time_out();
    /// Datagrams and timeouts happen until `done`, or until `limit` has gone by: then false.
    bool run_until(const std::function<bool()>& done, Duration limit);
    void run_for(Duration duration);
    /// Carries out the actions that the sides have ready. To be called after calling an Endpoint directly.
    void drain();
    /// Bytes from a stranger, as they arrive at a side.
    void inject(Side& to, const hawser::Endpoint& from, ByteView bytes, uint16_t port = 500);

    [[nodiscard]] size_t in_flight() const { return flying_.size(); }

    Side left;
    Side right;
    TimePoint now{};
    Weather weather;
    std::optional<Nat> nat;
    /// Sees every datagram before it leaves and may change it; false: it is lost.
    std::function<bool(const Side& from, SendDatagram&)> filter;
    /// Every datagram that was sent, lost or not.
    std::vector<std::string> trace;

 private:
    struct Flying {
        std::string from;
        hawser::Endpoint source;
        hawser::Endpoint destination;
        Bytes bytes;
    };
    void drain(Side& side);
    void send(Side& from, SendDatagram datagram);
    void launch(const Flying& flying);
    void arrive(const Flying& flying);
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;
    bool step(TimePoint limit);
    Side* owner(const IpAddress& address);

    SeededRandom dice_;
    std::multimap<TimePoint, Flying> flying_;
};

}  // namespace hawser::ike::test

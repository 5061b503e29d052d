// SPDX-License-Identifier: BSD-2-Clause
#include "tests/exchange/sim_link.h"

#include <algorithm>
#include <iterator>

#include "ike/wire/message.h"

namespace hawser::ike::test {

namespace {

IpAddress address(const char* v4, const char* v6, bool ipv6) {
    return IpAddress::parse(ipv6 ? v6 : v4).value();
}

/// The I/O layer keeps it to itself.
bool is_nat_keepalive(ByteView bytes) {
    return bytes.size() == 1 && bytes[0] == 0xff;
}

std::string describe(const std::string& from, ByteView bytes) {
    if (is_nat_keepalive(bytes)) return from + " --> NAT-keepalive";
    const auto message = Message::parse(bytes);
    return from + " --> " + (message ? message->to_string() : std::string("rubbish"));
}

hawser::Endpoint translate_out(const Nat& nat, hawser::Endpoint source) {
    if (source.address == nat.inside) {
        source.address = nat.outside;
        source.port = static_cast<uint16_t>(source.port + nat.port_offset);
    }
    return source;
}

hawser::Endpoint translate_in(const Nat& nat, hawser::Endpoint destination) {
    if (destination.address == nat.outside) {
        destination.address = nat.inside;
        destination.port = static_cast<uint16_t>(destination.port - nat.port_offset);
    }
    return destination;
}

}  // namespace

SimLink::SimLink(uint64_t seed, EndpointOptions options, bool ipv6)
    : left("left", address("198.51.100.2", "2001:db8:1::2", ipv6), seed * 3 + 1, options),
      right("right", address("203.0.113.10", "2001:db8:2::10", ipv6), seed * 3 + 2, options),
      dice_(seed * 3) {}

Side* SimLink::owner(const IpAddress& address) {
    for (Side* side : {&left, &right}) {
        const auto& more = side->more_addresses;
        if (address == side->address || std::find(more.begin(), more.end(), address) != more.end())
            return side;
    }
    return nullptr;
}

void SimLink::drain() {
    drain(left);
    drain(right);
}

void SimLink::drain(Side& side) {
    while (auto action = side.endpoint->poll_action()) {
        if (auto* datagram = std::get_if<SendDatagram>(&*action)) {
            send(side, std::move(*datagram));
        } else if (auto* install = std::get_if<InstallChildSa>(&*action)) {
            const ChildHandle child = install->child;
            side.endpoint->report_install(child, side.kernel.install(std::move(*install)), now);
        } else if (auto* use = std::get_if<UseChildSa>(&*action)) {
            side.kernel.use(*use);
        } else if (auto* retire = std::get_if<RetireChildSa>(&*action)) {
            side.kernel.retire(*retire);
        } else if (auto* move = std::get_if<MoveChildSa>(&*action)) {
            side.kernel.move(*move);
        } else if (auto* query = std::get_if<QueryChildSa>(&*action)) {
            side.endpoint->report_usage(query->child, side.kernel.packets_in, now);
        } else if (auto* remove = std::get_if<RemoveChildSa>(&*action)) {
            side.kernel.remove(*remove);
        } else if (auto* change = std::get_if<StateChanged>(&*action)) {
            side.changes.push_back(std::move(*change));
        } else if (auto* keys = std::get_if<IkeKeysMade>(&*action)) {
            side.keys.push_back(std::move(*keys));
        } else {
            side.logs.push_back(std::move(std::get<Log>(*action)));
        }
    }
}

void SimLink::send(Side& from, SendDatagram datagram) {
    trace.push_back(describe(from.name, datagram.bytes));
    if (filter && !filter(from, datagram)) return;
    Flying flying{from.name, datagram.local, datagram.remote, std::move(datagram.bytes)};
    if (nat) {
        flying.source = translate_out(*nat, flying.source);
        flying.destination = translate_in(*nat, flying.destination);
    }
    if (dice_.chance(weather.loss)) return;
    launch(flying);
    if (dice_.chance(weather.doubling)) launch(flying);
}

void SimLink::launch(const Flying& flying) {
    const auto spread = static_cast<uint64_t>((weather.delay_max - weather.delay_min).count());
    const Duration delay =
        weather.delay_min + Duration(static_cast<Duration::rep>(spread == 0 ? 0 : dice_.below(spread)));
    flying_.emplace(now + delay, flying);
}

void SimLink::arrive(const Flying& flying) {
    Side* to = owner(flying.destination.address);
    if (to == nullptr || is_nat_keepalive(flying.bytes)) return;
    to->endpoint->handle_datagram(now, {flying.destination, flying.source, flying.bytes, std::nullopt});
    drain();
}

std::string SimLink::pass(size_t index) {
    drain();
    if (index >= flying_.size()) return "nothing";
    const auto at = std::next(flying_.begin(), static_cast<std::ptrdiff_t>(index));
    now = std::max(now, flying_.begin()->first);
    const Flying flying = at->second;
    flying_.erase(at);
    arrive(flying);
    return describe(flying.from, flying.bytes);
}

std::string SimLink::lose(size_t index) {
    drain();
    if (index >= flying_.size()) return "nothing";
    const auto at = std::next(flying_.begin(), static_cast<std::ptrdiff_t>(index));
    const Flying flying = at->second;
    flying_.erase(at);
    return describe(flying.from, flying.bytes);
}

std::optional<TimePoint> SimLink::next_timeout() const {
    auto earliest = left.endpoint->next_timeout();
    const auto other = right.endpoint->next_timeout();
    if (other && (!earliest || *other < *earliest)) earliest = other;
    return earliest;
}

void SimLink::time_out() {
    drain();
    if (const auto due = next_timeout()) now = std::max(now, *due);
    left.endpoint->handle_timeout(now);
    right.endpoint->handle_timeout(now);
    drain();
}

bool SimLink::step(TimePoint limit) {
    drain();
    const auto timeout = next_timeout();
    const bool flies = !flying_.empty();
    if (flies && (!timeout || flying_.begin()->first <= *timeout)) {
        if (flying_.begin()->first > limit) return false;
        pass();
        return true;
    }
    if (!timeout || *timeout > limit) return false;
    time_out();
    return true;
}

bool SimLink::run_until(const std::function<bool()>& done, Duration limit) {
    const TimePoint end = now + limit;
    drain();
    while (!done()) {
        if (!step(end)) {
            now = end;
            return done();
        }
    }
    return true;
}

void SimLink::run_for(Duration duration) {
    run_until([] { return false; }, duration);
}

void SimLink::inject(Side& to, const hawser::Endpoint& from, ByteView bytes, uint16_t port) {
    to.endpoint->handle_datagram(now, {{to.address, port}, from, bytes, std::nullopt});
    drain();
}

}  // namespace hawser::ike::test

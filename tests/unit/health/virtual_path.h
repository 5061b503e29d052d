// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "health/action.h"
#include "health/monitor.h"
#include "health/probe/icmp.h"

namespace hawser::health {

using namespace std::chrono_literals;

inline constexpr TunnelId kWan1{1};
inline constexpr TunnelId kWan2{2};
inline constexpr uint64_t kCookie = 0x0123456789abcdef;

inline uint16_t icmp_id_of(TunnelId tunnel) {
    return static_cast<uint16_t>(0x4800 + tunnel.value());
}

inline ProbeConfig icmp_probe(TunnelId tunnel, const std::string& target) {
    ProbeConfig probe;
    probe.subject = target;
    probe.target = IpAddress::parse(target).value();
    probe.icmp_id = icmp_id_of(tunnel);
    return probe;
}

inline PathConfig path_config(TunnelId tunnel, const std::string& name) {
    PathConfig config;
    config.tunnel = tunnel;
    config.name = name;
    config.probes = {icmp_probe(tunnel, "10.2.0.1")};
    return config;
}

/// The answer of a faithful peer to a probe.
inline Bytes answer_to(const SendProbe& probe) {
    EchoMessage echo = parse_echo(Family::kIpv4, probe.bytes).value();
    echo.reply = true;
    return serialize(echo);
}

/// A monitor in a world of virtual time: probes travel, are lost as `lose` says, and their answers come back
/// after `rtt`. Nothing happens but in run_until().
class VirtualPath {
 public:
    explicit VirtualPath(PathConfig config = path_config(kWan1, "pop/wan1")) : tunnel(config.tunnel) {
        monitor.add(now, std::move(config));
    }

    void bring_up() {
        monitor.handle_link(now, tunnel, true, "");
        monitor.handle_ike(now, tunnel, true, "");
        take_actions();
        run_until(now + 2s);
    }

    void run_until(TimePoint end) {
        while (true) {
            const std::optional<TimePoint> timeout = monitor.next_timeout();
            const bool answer_first = !answers.empty() && (!timeout || answers.begin()->first <= *timeout);
            const TimePoint next = answer_first ? answers.begin()->first : timeout.value_or(TimePoint::max());
            if (next > end) break;
            now = std::max(now, next);
            if (answer_first)
                deliver_one();
            else
                monitor.handle_timeout(now);
            take_actions();
        }
        now = std::max(now, end);
    }

    /// Hands in the earliest answer, read now but taken in by the kernel when it came.
    void deliver_one() {
        const auto [at, icmp] = *answers.begin();
        answers.erase(answers.begin());
        monitor.handle_icmp(now, at, Family::kIpv4, icmp, arrives_by);
    }

    void take_actions() {
        while (std::optional<Action> action = monitor.poll_action()) {
            if (const auto* change = std::get_if<StateChanged>(&*action)) changes.push_back(*change);
            if (const auto* probe = std::get_if<SendProbe>(&*action)) travel(*probe);
        }
    }

    [[nodiscard]] PathState state() const { return monitor.status(now, tunnel).state; }
    [[nodiscard]] ProbeStatus probe(size_t index = 0) const {
        return monitor.status(now, tunnel).probes.at(index);
    }
    [[nodiscard]] std::string reason() const { return monitor.status(now, tunnel).reason; }

    TunnelId tunnel;
    TimePoint now{1000s};
    Monitor monitor{kCookie};
    Duration rtt = 20ms;
    std::function<bool(TimePoint sent)> lose = [](TimePoint) { return false; };
    std::set<uint8_t> dead_probes;  ///< whose targets do not answer
    std::optional<TunnelId> arrives_by = tunnel;
    std::multimap<TimePoint, Bytes> answers;
    std::vector<StateChanged> changes;
    std::vector<std::pair<TimePoint, SendProbe>> sent;

 private:
    void travel(const SendProbe& probe) {
        sent.emplace_back(now, probe);
        const bool answered = !lose(now) && dead_probes.count(probe.id.index) == 0;
        // Others than ICMP have no peer here.
        if (answered && parse_echo(Family::kIpv4, probe.bytes)) answers.emplace(now + rtt, answer_to(probe));
    }
};

}  // namespace hawser::health

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/status.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace hawser::loader {

std::string_view to_string(StatusState state) {
    switch (state) {
        case StatusState::kDown:
            return "down";
        case StatusState::kDegraded:
            return "degraded";
        case StatusState::kUp:
            return "up";
        case StatusState::kDraining:
            return "draining";
    }
    return "?";
}

bool is_fine(const Status& status) {
    return std::all_of(status.peers.begin(), status.peers.end(), [](const StatusPeer& peer) {
        return std::all_of(peer.tunnels.begin(), peer.tunnels.end(), [](const StatusTunnel& tunnel) {
            return tunnel.state == StatusState::kUp && tunnel.suspect.empty();
        });
    });
}

std::string format_time(WallTime time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

Result<WallTime> parse_time(const std::string& text) {
    std::tm fields{};
    int consumed = 0;
    const int got = std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &fields.tm_year, &fields.tm_mon,
                                &fields.tm_mday, &fields.tm_hour, &fields.tm_min, &fields.tm_sec, &consumed);
    if (got != 6 || static_cast<size_t>(consumed) != text.size())
        return Error("'" + text + "' is not a time in UTC");
    fields.tm_year -= 1900;
    fields.tm_mon -= 1;
    return WallTime(std::chrono::seconds(::timegm(&fields)));
}

}  // namespace hawser::loader

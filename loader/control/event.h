// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/result.h"

namespace hawser::loader {

/// A change of a tunnel or of its SAs, as `hawser events` shows it. Texts that are empty are left out in
/// JSON.
struct ControlEvent {
    using Time = std::chrono::sys_time<std::chrono::milliseconds>;

    uint64_t number = 0;  ///< counts from 1 on since the daemon started
    Time time{};
    std::string kind;  ///< `event` in JSON: `tunnel`, `ike-sa`, `child-sa`, `peer`, `uplink` or `daemon`
    std::string peer;
    std::string tunnel;
    std::string uplink;  ///< of an uplink's own events
    std::string was;     ///< the state before
    std::string state;   ///< `up`, `ESTABLISHED`, `INSTALLED`, `DELETED` ...
    std::string reason;  ///< a sentence without full stop
    std::string spi_in;  ///< of a Child SA, 8 hexadecimal digits
    std::string spi_out;
    std::string decider;  ///< of a tunnel's state: `link`, `ike` or `probes`
    /// Milliseconds since the latest answer to a probe.
    std::optional<int64_t> unheard_ms;
};

[[nodiscard]] nlohmann::ordered_json to_json(const ControlEvent& event);
/// A field of a wrong type is an error that names it.
[[nodiscard]] Result<ControlEvent> event_from_json(const nlohmann::json& json);

/// `pop/wan1 IKE SA: CONNECTING -> ESTABLISHED: ...`, without what a terminal could take for a command.
[[nodiscard]] std::string describe_event(const ControlEvent& event);

/// One line with its time and its end: `2026-11-05T12:00:00.123Z pop/wan1 IKE SA: CONNECTING -> ESTABLISHED:
/// ...`.
[[nodiscard]] std::string render_event(const ControlEvent& event);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "maps-tool/commands.h"
#include "maps-tool/options.h"

namespace hawser::maps {

// The words after a command's name. Errors are of usage.

/// `hw_pins`, or `pins`, or the beginning of either as long as it is the beginning of one map's name only.
[[nodiscard]] Result<std::string> parse_map_name(const std::string& word);

/// The options of `flow list`, each at most once.
[[nodiscard]] Result<FlowFilter> parse_flow_filter(std::span<const CommandOption> options);

/// The options of `events`.
[[nodiscard]] Result<EventQuestion> parse_event_question(std::span<const CommandOption> options);

/// `SRC DST [PROTO [SPORT DPORT]]`, for ICMP `SRC DST icmp [ID]`; and `--dscp`.
[[nodiscard]] Result<FlowQuestion> parse_flow_question(std::span<const std::string> words,
                                                       std::span<const CommandOption> options = {});

}  // namespace hawser::maps

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "loader/control/client/options.h"
#include "loader/control/render.h"

namespace hawser::loader {

/// A request whose answer and the lines after it are printed as they come.
struct Following {
    nlohmann::json request;
    /// What to print of one of them. An error ends the program.
    std::function<Result<std::string>(const nlohmann::json& line)> print;
};

/// What a command prints, and how the program ends.
struct CommandOutcome {
    int exit_status = kFine;
    std::string output;   ///< to standard output
    std::string trouble;  ///< to standard error
    std::optional<Following> following{};
    /// A view that goes on until it is ended, and then the exit status.
    std::function<int()> live{};
};

/// Sends a request to the daemon: tests put another one in its place.
using AskDaemon = std::function<Result<nlohmann::json>(const nlohmann::json& request)>;

struct Command {
    std::string_view name;
    std::string argument;  ///< as the usage shows it; empty: none
    size_t least_arguments = 0;
    size_t most_arguments = 0;
    std::string_view help;
    CommandOutcome (*run)(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
};

/// Null where there is no such command.
[[nodiscard]] const Command* find_command(std::string_view name);
/// One line a command.
[[nodiscard]] std::string command_list();

/// Of the program, as CMake's project() says it.
[[nodiscard]] std::string_view program_version();

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "loader/control/client/commands.h"
#include "loader/control/client/options.h"
#include "loader/control/control_client.h"

namespace {

using namespace hawser::loader;

/// Colour and the terminal's width, where standard output is one and NO_COLOR is not set.
RenderOptions render_options() {
    RenderOptions options;
    if (::isatty(STDOUT_FILENO) == 0) return options;
    const char* no_color = std::getenv("NO_COLOR");
    options.color = no_color == nullptr || *no_color == '\0';
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) {
        options.width = std::clamp<size_t>(size.ws_col, 60, 200);
    }
    return options;
}

/// Until the daemon ends or nobody reads.
int follow(const ClientOptions& options, const Following& following) {
    bool refused = false;
    const auto print = [&](const nlohmann::json& line) {
        const auto text = following.print(line);
        refused = !text.ok();
        if (refused) {
            std::fprintf(stderr, "hawser: %s\n", text.error().text().c_str());
            return false;
        }
        std::fputs(text->c_str(), stdout);
        return std::fflush(stdout) == 0;
    };
    const auto ended = follow_daemon(options.socket, following.request, print);
    if (!ended) std::fprintf(stderr, "hawser: %s\n", ended.error().text().c_str());
    return ended.ok() && !refused ? kFine : kError;
}

int run(const ClientOptions& options) {
    const AskDaemon ask = [&options](const nlohmann::json& request) {
        return ask_daemon(options.socket, request);
    };
    const CommandOutcome outcome = find_command(options.command)->run(options, ask, render_options());
    if (outcome.live) return outcome.live();
    if (outcome.following) return follow(options, *outcome.following);
    std::fputs(outcome.trouble.c_str(), stderr);
    std::fputs(outcome.output.c_str(), stdout);
    // A full disk or a closed pipe: a script must not take half an answer for a whole one.
    if (std::fflush(stdout) != 0) return kError;
    return outcome.exit_status;
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = parse_options(std::vector<std::string>(argv + 1, argv + argc));
    if (!options) {
        std::fprintf(stderr, "hawser: %s\n\n%s", options.error().text().c_str(), usage().c_str());
        return kUsage;
    }
    if (options->help) {
        std::fputs(usage().c_str(), stdout);
        return kFine;
    }
    if (options->version) {
        std::printf("hawser %s\n", std::string(program_version()).c_str());
        return kFine;
    }
    return run(*options);
}

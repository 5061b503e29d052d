// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "loader/config/load.h"
#include "loader/daemon/flush_command.h"
#include "loader/daemon/guard_command.h"
#include "loader/daemon/options.h"
#include "loader/daemon/run_command.h"

namespace hawser::loader {
namespace {

constexpr int kFine = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;

/// Prints what is wrong; the configuration where nothing is.
std::optional<Config> read_config(const Options& options) {
    LoadOutcome outcome = load_config(options.config, lookup_kernel_interface);
    for (const Diagnostic& diagnostic : outcome.diagnostics)
        fmt::print(stderr, "{}\n", diagnostic.to_string());
    return std::move(outcome.config);
}

int finish(const Result<void>& outcome) {
    if (outcome.ok()) return kFine;
    fmt::print(stderr, "hawserd: {}\n", outcome.error().text());
    return kFailed;
}

int check(const Options& options) {
    const auto config = read_config(options);
    if (!config) return kFailed;
    size_t tunnels = 0;
    for (const PeerConfig& peer : config->peers)
        tunnels += peer.tunnels.size();
    fmt::print("{}: fine: {} uplinks, {} peers, {} tunnels\n", options.config, config->uplinks.size(),
               config->peers.size(), tunnels);
    return kFine;
}

int run(const Options& options) {
    // First of all, and whatever may be wrong with the rest: nothing leaves in the clear.
    const auto guarded = guard_networks(options.config);
    const auto config = read_config(options);
    if (!config) return kFailed;
    if (!guarded) return finish(guarded);
    return finish(run_daemon(*config, options));
}

int obey(const Options& options) {
    switch (options.verb) {
        case Verb::kHelp:
            fmt::print("{}", help_text());
            return kFine;
        case Verb::kVersion:
            fmt::print("hawserd {}\n", HAWSER_VERSION);
            return kFine;
        case Verb::kCheck:
            return check(options);
        case Verb::kGuard:
            return finish(guard_networks(options.config));
        case Verb::kFlush:
            return finish(flush_everything(options.keep_guard ? Guard::kKeep : Guard::kRemove));
        case Verb::kRun:
            return run(options);
    }
    return kUsage;
}

}  // namespace
}  // namespace hawser::loader

int main(int argc, char** argv) {
    using namespace hawser::loader;
    try {
        const auto options = parse_options(argc, argv);
        if (!options) {
            fmt::print(stderr, "hawserd: {}\n{}", options.error().text(), help_text());
            return kUsage;
        }
        return obey(*options);
    } catch (const std::exception& failure) {
        // Ours are Results; what arrives here is the standard library's, out of memory above all.
        std::fprintf(stderr, "hawserd: %s\n", failure.what());
        return kFailed;
    }
}

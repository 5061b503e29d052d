// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/client/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "loader/control/client/answer.h"
#include "loader/control/client/runs.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;

CommandOutcome run_version(const ClientOptions& options, const AskDaemon&, const RenderOptions&) {
    if (options.json) return {kFine, printed(Json{{"version", program_version()}}, options), ""};
    return {kFine, fmt::format("hawser {}\n", program_version()), ""};
}

const std::array<Command, 13> kCommands{{
    {"status", "", 0, 0, "uplinks, peers and tunnels; exit status 3 if a tunnel is not up", run_status},
    {"tunnels", "[TUNNEL]", 0, 1, "each tunnel with its path, IKE SA and Child SAs", run_tunnels},
    {"sas", "[PEER|TUNNEL]", 0, 1, "IKE SAs and Child SAs, as `swanctl --list-sas` shows them", run_sas},
    {"events", "[PEER|TUNNEL]", 0, 1, "what has changed, and with --follow what changes", run_events},
    {"top", "", 0, 0, "a live view of uplinks, tunnels, rates and the last events; q ends it", run_top},
    {"doctor", "", 0, 0, "look at this machine: what is wrong, why it matters, and what to do", run_doctor},
    {"drain", "TUNNEL|--tag TAG", 0, 1, "give a tunnel, or all with a tag, no new flows", run_drain},
    {"undrain", "TUNNEL|--tag TAG", 0, 1, "let them take new flows again", run_drain},
    {"failover", "PEER|--tag TAG", 0, 1, "--to TIER, --hold or --auto: which tier is used", run_failover},
    {"rekey", "TUNNEL [child|ike]", 1, 2, "give its Child SA or its IKE SA new keys now", run_rekey},
    {"reload", "", 0, 0, "read the configuration again; what has not changed is left alone", run_reload},
    {"reload-credentials", "", 0, 0, "read the files with keys and certificates again; SAs stay",
     run_reload_credentials},
    {"version", "", 0, 0, "the version of this program", run_version},
}};

}  // namespace

const Command* find_command(std::string_view name) {
    const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                    [name](const Command& each) { return each.name == name; });
    return found == kCommands.end() ? nullptr : &*found;
}

std::string command_list() {
    std::string text;
    for (const Command& command : kCommands) {
        text +=
            fmt::format("  {:<18} {}\n", fmt::format("{} {}", command.name, command.argument), command.help);
    }
    return text;
}

std::string_view program_version() {
    return HAWSER_VERSION;
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/client/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "loader/control/event.h"
#include "loader/control/sas.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;

CommandOutcome failed(const std::string& text) {
    return {kError, "", "hawser: " + text + "\n"};
}

std::string text_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The daemon's answer, or how the program ends where it refused or did not answer.
Result<Json> answer_to(const Json& request, const AskDaemon& ask) {
    auto answer = ask(request);
    if (!answer) return answer.error();
    const auto ok = answer->find("ok");
    if (ok != answer->end() && ok->is_boolean() && ok->get<bool>()) return answer;
    const std::string hint = text_of(*answer, "hint");
    const std::string error = text_of(*answer, "error");
    return Error((error.empty() ? "hawserd refused without a reason" : error) +
                 (hint.empty() ? "" : "; " + hint));
}

template <typename AnyJson>
std::string printed(const AnyJson& json, const ClientOptions& options) {
    return json.dump(options.pretty ? 2 : -1, ' ', false, AnyJson::error_handler_t::replace) + "\n";
}

Result<Status> ask_status(const AskDaemon& ask) {
    const auto answer = answer_to({{"command", "status"}}, ask);
    if (!answer) return answer.error();
    return status_from_json(answer->value("status", Json::object()));
}

CommandOutcome run_status(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render) {
    const auto status = ask_status(ask);
    if (!status) return failed(status.error().text());
    const int exit_status = is_fine(*status) ? kFine : kDegraded;
    return {exit_status, options.json ? printed(to_json(*status), options) : render_status(*status, render),
            ""};
}

CommandOutcome run_tunnels(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render) {
    const auto status = ask_status(ask);
    if (!status) return failed(status.error().text());
    const std::string name = options.arguments.empty() ? "" : options.arguments.front();
    auto tunnels = nlohmann::ordered_json::array();
    const auto json = to_json(*status);
    for (const auto& peer : json["peers"]) {
        for (const auto& tunnel : peer["tunnels"]) {
            if (name.empty() || tunnel["name"] == name) tunnels.push_back(tunnel);
        }
    }
    if (!name.empty() && tunnels.empty())
        return failed("there is no tunnel '" + name + "'; see `hawser status`");
    const bool fine =
        std::all_of(tunnels.begin(), tunnels.end(), [](const auto& each) { return each["state"] == "up"; });
    return {fine ? kFine : kDegraded,
            options.json ? printed(tunnels, options) : render_tunnels(*status, name, render), ""};
}

CommandOutcome run_sas(const ClientOptions& options, const AskDaemon& ask, const RenderOptions&) {
    Json request = {{"command", "sas"}};
    if (!options.arguments.empty()) request["name"] = options.arguments.front();
    const auto answer = answer_to(request, ask);
    if (!answer) return failed(answer.error().text());
    const auto sas = sas_from_json(answer->value("sas", Json::array()));
    if (!sas) return failed(sas.error().text());
    return {kFine, options.json ? printed(to_json(*sas), options) : render_sas(*sas), ""};
}

/// The answer has the events so far as a list, each line after it one event.
Result<std::string> print_events(const Json& line, const ClientOptions& options) {
    const auto refused = line.find("ok");
    if (refused != line.end() && *refused == false) return Error(text_of(line, "error"));
    std::string text;
    const Json events = line.contains("events") ? line["events"] : Json::array({line});
    for (const Json& each : events) {
        const auto event = event_from_json(each);
        if (!event) return event.error();
        text += options.json ? printed(to_json(*event), options) : render_event(*event);
    }
    return text;
}

CommandOutcome run_events(const ClientOptions& options, const AskDaemon& ask, const RenderOptions&) {
    Json request = {{"command", "events"}, {"follow", options.follow}};
    if (!options.arguments.empty()) request["name"] = options.arguments.front();
    if (options.last) request["last"] = *options.last;
    if (!options.since.empty()) request["since"] = options.since;
    const auto print = [options](const Json& line) { return print_events(line, options); };
    if (options.follow) return {kFine, "", "", Following{request, print}};
    const auto answer = answer_to(request, ask);
    if (!answer) return failed(answer.error().text());
    const auto text = print(*answer);
    return text ? CommandOutcome{kFine, *text, ""} : failed(text.error().text());
}

/// What hawserd did, in its words, or its whole answer as JSON.
CommandOutcome tell(const Json& request, const ClientOptions& options, const AskDaemon& ask) {
    const auto answer = answer_to(request, ask);
    if (!answer) return failed(answer.error().text());
    if (options.json) return {kFine, printed(*answer, options), ""};
    const std::string text = text_of(*answer, "text");
    return {kFine, text.empty() ? "" : text + "\n", ""};
}

CommandOutcome run_drain(const ClientOptions& options, const AskDaemon& ask, const RenderOptions&) {
    return tell({{"command", options.command}, {"tunnel", options.arguments.front()}}, options, ask);
}

CommandOutcome run_rekey(const ClientOptions& options, const AskDaemon& ask, const RenderOptions&) {
    const std::string what = options.arguments.size() > 1 ? options.arguments[1] : "child";
    return tell({{"command", "rekey"}, {"tunnel", options.arguments.front()}, {"what", what}}, options, ask);
}

CommandOutcome run_reload_credentials(const ClientOptions& options, const AskDaemon& ask,
                                      const RenderOptions&) {
    return tell({{"command", "reload-credentials"}}, options, ask);
}

CommandOutcome run_version(const ClientOptions& options, const AskDaemon&, const RenderOptions&) {
    if (options.json) return {kFine, printed(Json{{"version", program_version()}}, options), ""};
    return {kFine, fmt::format("hawser {}\n", program_version()), ""};
}

const std::array<Command, 9> kCommands{{
    {"status", "", 0, 0, "uplinks, peers and tunnels; exit status 3 if a tunnel is not up", run_status},
    {"tunnels", "[TUNNEL]", 0, 1, "each tunnel with its path, IKE SA and Child SAs", run_tunnels},
    {"sas", "[PEER|TUNNEL]", 0, 1, "IKE SAs and Child SAs, as `swanctl --list-sas` shows them", run_sas},
    {"events", "[PEER|TUNNEL]", 0, 1, "what has changed, and with --follow what changes", run_events},
    {"drain", "TUNNEL", 1, 1, "give a tunnel no new flows", run_drain},
    {"undrain", "TUNNEL", 1, 1, "let it take new flows again", run_drain},
    {"rekey", "TUNNEL [child|ike]", 1, 2, "give its Child SA or its IKE SA new keys now", run_rekey},
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

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/client/answer.h"
#include "loader/control/client/runs.h"
#include "loader/control/event.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;

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

}  // namespace

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

}  // namespace hawser::loader

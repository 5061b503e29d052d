// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/client/answer.h"
#include "loader/control/client/runs.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;

std::string lines_of(const Json& messages) {
    std::string text;
    for (const Json& message : messages) {
        if (message.is_string()) text += message.get<std::string>() + "\n";
    }
    return text;
}

/// `tunnel pop/wan3: removed; its flows move to other tunnels of the peer`
std::string line_of(const Json& change) {
    const std::string name = text_of(change, "name");
    const std::string effect = text_of(change, "effect");
    return text_of(change, "what") + (name.empty() ? "" : " " + name) + ": " + text_of(change, "change") +
           (effect.empty() ? "" : "; " + effect) + "\n";
}

std::string changes_of(const Json& answer, bool dry_run) {
    const Json changes = answer.value("changes", Json::array());
    if (changes.empty()) return "nothing is different; keys and certificates are read again\n";
    std::string text = dry_run ? "a reload would change:\n" : "";
    for (const Json& change : changes)
        text += line_of(change);
    return text;
}

}  // namespace

CommandOutcome run_reload(const ClientOptions& options, const AskDaemon& ask, const RenderOptions&) {
    const auto answer = ask({{"command", "reload"}, {"dry_run", options.dry_run}});
    if (!answer) return failed(answer.error().text());
    const bool ok = answer->value("ok", false);
    const int status = ok ? kFine : kError;
    if (options.json) return {status, printed(*answer, options), ""};
    const std::string messages = lines_of(answer->value("messages", Json::array()));
    if (!ok) return {status, "", messages + failed(text_of(*answer, "error")).trouble};
    return {status, changes_of(*answer, options.dry_run), messages};
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/commands/answers.h"

namespace hawser::loader {
namespace {

nlohmann::json listed(const std::vector<Diagnostic>& diagnostics) {
    auto list = nlohmann::json::array();
    for (const Diagnostic& diagnostic : diagnostics)
        list.push_back(diagnostic.to_string());
    return list;
}

nlohmann::json listed(const std::vector<ConfigChange>& changes) {
    auto list = nlohmann::json::array();
    for (const ConfigChange& change : changes) {
        nlohmann::json line = {{"what", change.what}, {"change", change.change}};
        if (!change.name.empty()) line["name"] = change.name;
        if (!change.effect.empty()) line["effect"] = change.effect;
        list.push_back(std::move(line));
    }
    return list;
}

}  // namespace

ControlAnswer answer_reload(Daemon& daemon, const nlohmann::json& request) {
    const bool dry_run = request.value("dry_run", false);
    const Reloader::Outcome outcome = daemon.reloader().reload(dry_run);
    nlohmann::json answer = {{"ok", outcome.refusal.empty()},
                             {"dry_run", dry_run},
                             {"changes", listed(outcome.changes.list)},
                             {"messages", listed(outcome.diagnostics)}};
    if (!outcome.refusal.empty()) answer["error"] = outcome.refusal;
    return answer;
}

}  // namespace hawser::loader

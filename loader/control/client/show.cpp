// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>

#include "loader/control/client/answer.h"
#include "loader/control/client/runs.h"
#include "loader/control/sas.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;

Result<Status> ask_status(const AskDaemon& ask) {
    const auto answer = answer_to({{"command", "status"}}, ask);
    if (!answer) return answer.error();
    return status_from_json(answer->value("status", Json::object()));
}

}  // namespace

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

}  // namespace hawser::loader

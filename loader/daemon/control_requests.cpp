// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/control_requests.h"

#include <algorithm>
#include <string>

#include "loader/config/units.h"
#include "loader/control/protocol.h"
#include "loader/daemon/status_builder.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

nlohmann::json answer_drain(Daemon& daemon, const nlohmann::json& request, bool wanted) {
    const std::string name = request.value("tunnel", "");
    for (const auto& [id, entry] : daemon.tunnels().all()) {
        if (entry.tunnel->name != name) continue;
        if (auto done = daemon.drain(id, wanted); !done) return control_error(done.error().text());
        return {{"ok", true},
                {"text",
                 name + (wanted ? " takes no new flows; those that it has stay" : " takes new flows again")}};
    }
    return control_error("there is no tunnel '" + name + "'", "`hawser status` lists them");
}

nlohmann::json answer_rekey(Daemon& daemon, const nlohmann::json& request) {
    const std::string name = request.value("tunnel", "");
    const std::string what = request.value("what", "child");
    if (what != "child" && what != "ike") return control_error("'" + what + "' is neither child nor ike");
    for (const auto& [id, entry] : daemon.tunnels().all()) {
        if (entry.tunnel->name != name) continue;
        auto done = what == "ike" ? daemon.ike().rekey_ike(id) : daemon.ike().rekey_child(id);
        if (!done) return control_error(done.error().text());
        return {{"ok", true}, {"text", name + ": rekeying the " + (what == "ike" ? "IKE SA" : "Child SA")}};
    }
    return control_error("there is no tunnel '" + name + "'", "`hawser status` lists them");
}

nlohmann::json answer_reload_credentials(Daemon& daemon) {
    const auto renewed = daemon.ike().reload_credentials();
    if (!renewed) return control_error(renewed.error().text(), "nothing has changed");
    return {{"ok", true},
            {"text", "keys and certificates of " + std::to_string(*renewed) +
                         " tunnels read again; SAs stay, and the next authentication uses them"}};
}

/// Of a peer or of a tunnel.
bool is_name(const Daemon& daemon, const std::string& name) {
    return std::any_of(daemon.tunnels().all().begin(), daemon.tunnels().all().end(), [&](const auto& each) {
        return each.second.tunnel->name == name || each.second.peer->name == name;
    });
}

nlohmann::json answer_sas(const Daemon& daemon, const nlohmann::json& request) {
    const std::string name = request.value("name", "");
    if (!name.empty() && !is_name(daemon, name))
        return control_error("there is no peer and no tunnel '" + name + "'", "`hawser status` lists them");
    return {{"ok", true}, {"sas", nlohmann::json(to_json(build_sas(daemon, name)))}};
}

Result<EventLog::Question> events_asked_for(const Daemon& daemon, const nlohmann::json& request) {
    constexpr size_t kFew = 20;
    EventLog::Question question;
    question.name = request.value("name", "");
    if (!question.name.empty() && !is_name(daemon, question.name))
        return Error("there is no peer and no tunnel '" + question.name + "'; `hawser status` lists them");
    const std::string since = request.value("since", "");
    question.most = request.value("last", since.empty() ? kFew : EventLog::kKept);
    if (since.empty()) return question;
    const auto duration = parse_duration(since);
    if (!duration) return duration.error();
    question.since = calendar_now_ms() - std::chrono::duration_cast<std::chrono::milliseconds>(*duration);
    return question;
}

ControlAnswer answer_events(Daemon& daemon, const nlohmann::json& request) {
    const auto question = events_asked_for(daemon, request);
    if (!question) return control_error(question.error().text());
    auto events = nlohmann::json::array();
    for (const ControlEvent& event : daemon.events().latest(*question))
        events.push_back(nlohmann::json(to_json(event)));
    ControlAnswer answer(nlohmann::json{{"ok", true}, {"events", std::move(events)}});
    if (!request.value("follow", false)) return answer;
    answer.stream = [&daemon, name = question->name](const ControlSink& sink) {
        return daemon.events().follow([name, sink](const ControlEvent& event) {
            if (EventLog::Question{.name = name}.concerns(event)) sink(to_json(event));
        });
    };
    return answer;
}

}  // namespace

ControlAnswer answer_or_stream(Daemon& daemon, const nlohmann::json& request) {
    const auto command = request.find("command");
    if (command != request.end() && *command == "events") return answer_events(daemon, request);
    return answer_request(daemon, request);
}

nlohmann::json answer_request(Daemon& daemon, const nlohmann::json& request) {
    const auto command = request.find("command");
    if (command == request.end() || !command->is_string()) {
        return control_error("the request has no command", R"(send {"command": "status"})");
    }
    if (*command == "status") {
        return {{"ok", true}, {"status", nlohmann::json(to_json(build_status(daemon)))}};
    }
    if (*command == "sas") return answer_sas(daemon, request);
    if (*command == "drain") return answer_drain(daemon, request, true);
    if (*command == "undrain") return answer_drain(daemon, request, false);
    if (*command == "reload-credentials") return answer_reload_credentials(daemon);
    if (*command == "rekey") return answer_rekey(daemon, request);
    return control_error("unknown command '" + command->get<std::string>() + "'");
}

}  // namespace hawser::loader

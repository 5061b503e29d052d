// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/units.h"
#include "loader/daemon/commands/answers.h"
#include "loader/daemon/commands/names.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

/// Where there is neither a number nor a time in the request.
constexpr size_t kFew = 20;

Result<EventLog::Question> events_asked_for(const nlohmann::json& request) {
    EventLog::Question question;
    question.name = request.value("name", "");
    const std::string since = request.value("since", "");
    question.most = request.value("last", since.empty() ? kFew : EventLog::kKept);
    if (since.empty()) return question;
    const auto duration = parse_duration(since);
    if (!duration) return duration.error();
    question.since = calendar_now_ms() - std::chrono::duration_cast<std::chrono::milliseconds>(*duration);
    return question;
}

}  // namespace

ControlAnswer answer_events(Daemon& daemon, const nlohmann::json& request) {
    const auto question = events_asked_for(request);
    if (!question) return control_error(question.error().text());
    if (!question->name.empty() && !is_name(daemon, question->name)) return no_such_name(question->name);
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

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/client/answer.h"

namespace hawser::loader {

using Json = nlohmann::json;

CommandOutcome failed(const std::string& text) {
    return {kError, "", "hawser: " + text + "\n"};
}

std::string text_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

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

CommandOutcome tell(const Json& request, const ClientOptions& options, const AskDaemon& ask) {
    const auto answer = answer_to(request, ask);
    if (!answer) return failed(answer.error().text());
    if (options.json) return {kFine, printed(*answer, options), ""};
    const std::string text = text_of(*answer, "text");
    return {kFine, text.empty() ? "" : text + "\n", ""};
}

}  // namespace hawser::loader

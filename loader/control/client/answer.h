// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"
#include "loader/control/client/commands.h"

// What the commands of `hawser` have in common.

namespace hawser::loader {

/// Exit status 1, with the text for standard error.
[[nodiscard]] CommandOutcome failed(const std::string& text);

/// Empty where it is not there or not text.
[[nodiscard]] std::string text_of(const nlohmann::json& object, const char* key);

/// The daemon's answer, or how the program ends where it refused or did not answer.
[[nodiscard]] Result<nlohmann::json> answer_to(const nlohmann::json& request, const AskDaemon& ask);

/// What hawserd did, in its words, or its whole answer as JSON.
[[nodiscard]] CommandOutcome tell(const nlohmann::json& request, const ClientOptions& options,
                                  const AskDaemon& ask);

template <typename AnyJson>
std::string printed(const AnyJson& json, const ClientOptions& options) {
    return json.dump(options.pretty ? 2 : -1, ' ', false, AnyJson::error_handler_t::replace) + "\n";
}

}  // namespace hawser::loader

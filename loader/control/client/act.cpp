// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/client/answer.h"
#include "loader/control/client/runs.h"

namespace hawser::loader {

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

}  // namespace hawser::loader

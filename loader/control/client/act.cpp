// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/client/answer.h"
#include "loader/control/client/runs.h"

namespace hawser::loader {
namespace {

/// A request about what is named, or about all that have a tag.
nlohmann::json naming(const char* what, const ClientOptions& options) {
    nlohmann::json request = {{"command", options.command}};
    if (options.tag.empty()) {
        request[what] = options.arguments.front();
    } else {
        request["tag"] = options.tag;
    }
    return request;
}

}  // namespace

CommandOutcome run_drain(const ClientOptions& options, const AskDaemon& ask, const RenderOptions&) {
    return tell(naming("tunnel", options), options, ask);
}

CommandOutcome run_failover(const ClientOptions& options, const AskDaemon& ask, const RenderOptions&) {
    nlohmann::json request = naming("peer", options);
    if (options.to) request["to"] = *options.to;
    if (options.hold) request["hold"] = true;
    if (options.automatic) request["auto"] = true;
    return tell(request, options, ask);
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

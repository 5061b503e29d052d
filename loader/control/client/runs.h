// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/control/client/commands.h"

// The commands of `hawser`, each as commands.h says of `Command::run`.

namespace hawser::loader {

CommandOutcome run_status(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
CommandOutcome run_tunnels(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
CommandOutcome run_sas(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
CommandOutcome run_events(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
/// Needs no daemon, but root. Exit status 3 where there is a problem.
CommandOutcome run_doctor(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
/// Standard output and the terminal are its own.
CommandOutcome run_top(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
CommandOutcome run_drain(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
CommandOutcome run_failover(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
CommandOutcome run_rekey(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
CommandOutcome run_reload(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render);
CommandOutcome run_reload_credentials(const ClientOptions& options, const AskDaemon& ask,
                                      const RenderOptions& render);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>

#include "loader/control/event_log.h"

namespace hawser::loader {

/// Writes what happens to the log: to the journal every event with the fields HAWSER_EVENT, HAWSER_PEER,
/// HAWSER_TUNNEL, HAWSER_WAS and HAWSER_STATE, so that `journalctl HAWSER_TUNNEL=pop/wan1` tells a tunnel's
/// story; elsewhere the changes of tunnels' states as lines. Ends with the token.
[[nodiscard]] std::shared_ptr<void> report_events(EventLog& log, bool to_journal);

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/service/event_reporter.h"

#include <spdlog/spdlog.h>
#include <syslog.h>

#include "loader/service/journal.h"

namespace hawser::loader {
namespace {

bool is_bad(const ControlEvent& event) {
    return event.kind == "tunnel" && event.state != "up";
}

/// `[path] pop/wan1: up -> down: ...`
std::string line_of(const ControlEvent& event) {
    return (event.kind == "tunnel" ? "[path] " : "") + describe_event(event);
}

void to_journal(const ControlEvent& event) {
    write_to_journal(is_bad(event) ? LOG_WARNING : LOG_INFO, line_of(event),
                     {{"HAWSER_EVENT", event.kind},
                      {"HAWSER_PEER", event.peer},
                      {"HAWSER_TUNNEL", event.tunnel},
                      {"HAWSER_WAS", event.was},
                      {"HAWSER_STATE", event.state}});
}

/// What becomes of SAs is told there by the engine's own lines.
void to_stderr(const ControlEvent& event) {
    if (event.kind != "tunnel") return;
    spdlog::log(is_bad(event) ? spdlog::level::warn : spdlog::level::info, "{}", line_of(event));
}

}  // namespace

std::shared_ptr<void> report_events(EventLog& log, bool for_journal) {
    return log.follow(for_journal ? to_journal : to_stderr);
}

}  // namespace hawser::loader

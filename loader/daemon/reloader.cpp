// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/reloader.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "loader/config/load.h"

namespace hawser::loader {
namespace {

std::string listed(const std::vector<std::string>& keys) {
    std::string text;
    for (const std::string& key : keys)
        text += (text.empty() ? "" : ", ") + key;
    return text;
}

}  // namespace

Reloader::Outcome Reloader::reload(bool dry_run) {
    LoadOutcome loaded = load_config(parts_.config.file, lookup_kernel_interface);
    Outcome outcome{.changes = {}, .diagnostics = std::move(loaded.diagnostics), .refusal = {}};
    if (!loaded.config) {
        outcome.refusal = fmt::format("{} is refused; nothing has changed", parts_.config.file);
        return outcome;
    }
    keep_ids(*loaded.config, parts_.config);
    parts_.fill(*loaded.config);
    outcome.changes = compare(parts_.config, *loaded.config);
    if (!outcome.changes.needs_restart.empty()) {
        outcome.refusal =
            fmt::format("only a restart of hawserd, which ends no flow, can change: {}; nothing has changed",
                        listed(outcome.changes.needs_restart));
        return outcome;
    }
    if (dry_run) return outcome;
    parts_.happened(
        {.kind = "daemon",
         .state = "reloaded",
         .reason = fmt::format("{} changes in {}", outcome.changes.list.size(), parts_.config.file)});
    if (auto adopted = adopt(*std::move(loaded.config), outcome.changes); !adopted)
        outcome.refusal = adopted.error().text() + "; it is tried again until it succeeds";
    return outcome;
}

Result<void> Reloader::adopt(Config next, const ConfigChanges& changes) {
    for (const uint32_t id : changes.removed)
        forget(id, true);
    for (const uint32_t id : changes.remade)
        forget(id, false);
    if (next.log_level != parts_.config.log_level) spdlog::set_level(spdlog::level::from_str(next.log_level));
    parts_.config = std::move(next);
    parts_.tunnels.rebuild(parts_.config);
    parts_.reconciler.config_replaced();
    parts_.ike.config_replaced();
    for (const ConfigChange& change : changes.list)
        spdlog::info("reload: {} {} {}{}{}", change.what, change.name, change.change,
                     change.effect.empty() ? "" : ": ", change.effect);
    return parts_.reconcile();
}

void Reloader::forget(uint32_t id, bool for_good) {
    const TunnelId tunnel(id);
    parts_.ike.disconnect(tunnel);
    parts_.negotiations.forget(tunnel);
    if (!for_good) return;
    parts_.paths.forget(tunnel);
    parts_.revival.forget(tunnel);
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/revival.h"

#include <algorithm>

#include "loader/daemon/random_number.h"

namespace hawser::loader {

void Revival::note(TunnelId tunnel, bool usable, bool dead, TimePoint now) {
    const auto [found, is_new] = paths_.try_emplace(tunnel);
    Path& path = found->second;
    const bool was_waited_for = path.usable && path.dead;
    const bool died = path.usable && !path.dead && dead;
    const bool came_back = !is_new && !path.usable && usable;
    path.usable = usable;
    path.dead = dead;
    if (!usable || !dead) return path.next.reset();
    if (was_waited_for) return;
    path.since = now;
    path.wait = kEager;
    plan(path, now);
    // A new connection has just begun by itself.
    if (died || came_back) path.next = now;
}

void Revival::plan(Path& path, TimePoint now) {
    if (now - path.since > kEagerFor) path.wait = std::min(path.wait * 2, kSeldom);
    const double share = random_number<uint32_t>(random_) / 4294967296.0;
    const auto ticks = static_cast<double>(path.wait.count()) * (1.0 - kJitter * share);
    path.next = now + Duration(static_cast<Duration::rep>(ticks));
}

std::vector<TunnelId> Revival::due(TimePoint now) {
    std::vector<TunnelId> found;
    for (auto& [tunnel, path] : paths_) {
        if (!path.next || *path.next > now) continue;
        found.push_back(tunnel);
        plan(path, now);
    }
    return found;
}

std::optional<TimePoint> Revival::next() const {
    std::optional<TimePoint> earliest;
    for (const auto& [tunnel, path] : paths_) {
        if (path.next && (!earliest || *path.next < *earliest)) earliest = path.next;
    }
    return earliest;
}

}  // namespace hawser::loader

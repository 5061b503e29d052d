// SPDX-License-Identifier: BSD-2-Clause
#include "health/monitor.h"

#include "base/check.h"
#include "health/icmp.h"

namespace hawser::health {

void Monitor::add(TimePoint now, PathConfig config) {
    const TunnelId tunnel = config.tunnel;
    HAWSER_CHECK(tunnel != TunnelId(), "tunnel id 0 is never valid");
    HAWSER_CHECK(!has(tunnel), "the tunnel is monitored already");
    Entry& entry = paths_[tunnel];
    entry.path = std::make_unique<PathMonitor>(now, std::move(config), cookie_);
    settle(tunnel, entry);
}

void Monitor::update(TimePoint now, PathConfig config) {
    const TunnelId tunnel = config.tunnel;
    Entry& changed = entry(tunnel);
    changed.path->update(now, std::move(config));
    settle(tunnel, changed);
}

void Monitor::remove(TunnelId tunnel) {
    const Entry& gone = entry(tunnel);
    if (gone.armed) timeouts_.erase({*gone.armed, tunnel});
    paths_.erase(tunnel);
}

std::vector<TunnelId> Monitor::tunnels() const {
    std::vector<TunnelId> all;
    all.reserve(paths_.size());
    for (const auto& [tunnel, entry] : paths_)
        all.push_back(tunnel);
    return all;
}

void Monitor::handle_link(TimePoint now, TunnelId tunnel, bool up, const std::string& reason) {
    Entry& changed = entry(tunnel);
    changed.path->handle_link(now, up, reason);
    settle(tunnel, changed);
}

void Monitor::handle_ike(TimePoint now, TunnelId tunnel, bool up, const std::string& reason) {
    Entry& changed = entry(tunnel);
    changed.path->handle_ike(now, up, reason);
    settle(tunnel, changed);
}

void Monitor::adopt(TimePoint now, TunnelId tunnel, PathState state) {
    Entry& changed = entry(tunnel);
    changed.path->adopt(now, state);
    settle(tunnel, changed);
}

ReplyVerdict Monitor::handle_icmp(TimePoint now, TimePoint received_at, Family family, ByteView icmp,
                                  std::optional<TunnelId> arrived_by) {
    const std::optional<EchoMessage> echo = parse_echo(family, icmp);
    if (!echo || !echo->reply) return ReplyVerdict::kNotOurs;
    const std::optional<ProbePayload> payload = parse_probe_payload(echo->payload);
    if (!payload || payload->cookie != cookie_ || !has(payload->tunnel)) return ReplyVerdict::kNotOurs;
    Entry& probed = entry(payload->tunnel);
    const PathConfig& config = probed.path->config();
    if (echo->id != config.icmp_id || !config.target || config.target->family() != family)
        return ReplyVerdict::kNotOurs;
    std::optional<PathMonitor::Detour> detour;
    if (arrived_by && *arrived_by != payload->tunnel && has(*arrived_by))
        detour = {*arrived_by, entry(*arrived_by).path->config().name};
    const ReplyVerdict verdict =
        probed.path->handle_reply(now, received_at, echo->sequence, std::move(detour));
    settle(payload->tunnel, probed);
    return verdict;
}

void Monitor::handle_send_error(TunnelId tunnel, const std::string& why) {
    if (has(tunnel)) entry(tunnel).path->handle_send_error(why);
}

void Monitor::handle_timeout(TimePoint now) {
    while (!timeouts_.empty() && timeouts_.begin()->first <= now) {
        const TunnelId tunnel = timeouts_.begin()->second;
        Entry& due = entry(tunnel);
        due.path->handle_timeout(now);
        settle(tunnel, due);
        HAWSER_CHECK(!due.armed || *due.armed > now, "a timeout that stays due would never let the loop go");
    }
}

std::optional<Action> Monitor::poll_action() {
    if (actions_.empty()) return std::nullopt;
    Action action = std::move(actions_.front());
    actions_.pop_front();
    return action;
}

std::optional<TimePoint> Monitor::next_timeout() const {
    if (timeouts_.empty()) return std::nullopt;
    return timeouts_.begin()->first;
}

PathStatus Monitor::status(TimePoint now, TunnelId tunnel) const {
    const auto found = paths_.find(tunnel);
    HAWSER_CHECK(found != paths_.end(), "status of a tunnel that is not monitored");
    return found->second.path->status(now);
}

Monitor::Entry& Monitor::entry(TunnelId tunnel) {
    const auto found = paths_.find(tunnel);
    HAWSER_CHECK(found != paths_.end(), "a tunnel that is not monitored");
    return found->second;
}

void Monitor::settle(TunnelId tunnel, Entry& changed) {
    while (std::optional<Action> action = changed.path->poll_action())
        actions_.push_back(std::move(*action));
    const std::optional<TimePoint> next = changed.path->next_timeout();
    if (next == changed.armed) return;
    if (changed.armed) timeouts_.erase({*changed.armed, tunnel});
    if (next) timeouts_.insert({*next, tunnel});
    changed.armed = next;
}

}  // namespace hawser::health

// SPDX-License-Identifier: BSD-2-Clause
#include "health/monitor.h"

#include <algorithm>

#include "base/check.h"
#include "health/probe/icmp.h"
#include "health/probe/unreachable.h"

namespace hawser::health {

void Monitor::add(TimePoint now, PathConfig config) {
    const TunnelId tunnel = config.tunnel;
    HAWSER_CHECK(tunnel != TunnelId(), "tunnel id 0 is never valid");
    HAWSER_CHECK(!has(tunnel), "the tunnel is monitored already");
    if (config.group != BundleId()) groups_[config.group].insert(tunnel);
    Entry& entry = paths_[tunnel];
    entry.path = std::make_unique<PathMonitor>(now, std::move(config), cookie_);
    settle(now, tunnel, entry);
}

void Monitor::update(TimePoint now, PathConfig config) {
    const TunnelId tunnel = config.tunnel;
    Entry& changed = entry(tunnel);
    groups_[changed.path->config().group].erase(tunnel);
    if (config.group != BundleId()) groups_[config.group].insert(tunnel);
    changed.path->update(now, std::move(config));
    settle(now, tunnel, changed);
}

void Monitor::remove(TunnelId tunnel) {
    const Entry& gone = entry(tunnel);
    if (gone.armed) timeouts_.erase({*gone.armed, tunnel});
    groups_[gone.path->config().group].erase(tunnel);
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
    settle(now, tunnel, changed);
}

void Monitor::handle_ike(TimePoint now, TunnelId tunnel, bool up, const std::string& reason) {
    Entry& changed = entry(tunnel);
    changed.path->handle_ike(now, up, reason);
    settle(now, tunnel, changed);
}

void Monitor::set_context(TunnelId tunnel, const std::string& sentence) {
    entry(tunnel).path->set_context(sentence);
}

void Monitor::adopt(TimePoint now, TunnelId tunnel, PathState state) {
    Entry& changed = entry(tunnel);
    changed.path->adopt(now, state);
    settle(now, tunnel, changed);
}

ReplyVerdict Monitor::handle_icmp(TimePoint now, TimePoint received_at, Family family, ByteView icmp,
                                  std::optional<TunnelId> arrived_by) {
    const std::optional<EchoMessage> echo = parse_echo(family, icmp);
    if (!echo || !echo->reply) return ReplyVerdict::kNotOurs;
    const std::optional<ProbePayload> payload = parse_probe_payload(echo->payload);
    if (!payload || sender_of(*payload, echo->id, family) == nullptr) return ReplyVerdict::kNotOurs;
    ProbeAnswer answer;
    answer.received_at = received_at;
    answer.sequence = echo->sequence;
    return handle_answer(now, payload->probe, std::move(answer), arrived_by);
}

ReplyVerdict Monitor::handle_unreachable(TimePoint now, Family family, ByteView icmp, const IpAddress& from) {
    const std::optional<Unreachable> told = parse_unreachable(family, icmp);
    if (!told || sender_of(told->payload, told->icmp_id, family) == nullptr) return ReplyVerdict::kNotOurs;
    ProbeAnswer answer;
    answer.received_at = now;
    answer.sequence = told->sequence;
    answer.failure = told->meaning + ", says " + from.to_string();
    answer.at_once = true;
    return handle_answer(now, told->payload.probe, std::move(answer));
}

const ProbeConfig* Monitor::sender_of(const ProbePayload& payload, uint16_t icmp_id, Family family) const {
    if (payload.cookie != cookie_ || !has(payload.probe.tunnel)) return nullptr;
    const std::vector<ProbeConfig>& probes = config(payload.probe.tunnel).probes;
    if (payload.probe.index >= probes.size()) return nullptr;
    const ProbeConfig& asked = probes[payload.probe.index];
    const bool fits =
        asked.type == ProbeType::kIcmp && icmp_id == asked.icmp_id && asked.target->family() == family;
    return fits ? &asked : nullptr;
}

ReplyVerdict Monitor::handle_answer(TimePoint now, ProbeId probe, ProbeAnswer answer,
                                    std::optional<TunnelId> arrived_by) {
    if (!has(probe.tunnel)) return ReplyVerdict::kNotOurs;
    if (arrived_by && *arrived_by != probe.tunnel && has(*arrived_by))
        answer.detour = {*arrived_by, config(*arrived_by).name};
    Entry& probed = entry(probe.tunnel);
    const ReplyVerdict verdict = probed.path->handle_answer(now, probe.index, answer);
    settle(now, probe.tunnel, probed);
    return verdict;
}

void Monitor::handle_send_error(ProbeId probe, const std::string& why) {
    if (has(probe.tunnel)) entry(probe.tunnel).path->handle_send_error(probe.index, why);
}

void Monitor::handle_timeout(TimePoint now) {
    while (!timeouts_.empty() && timeouts_.begin()->first <= now) {
        const TunnelId tunnel = timeouts_.begin()->second;
        Entry& due = entry(tunnel);
        due.path->handle_timeout(now);
        settle(now, tunnel, due);
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
    return entry(tunnel).path->status(now);
}

const PathConfig& Monitor::config(TunnelId tunnel) const {
    return entry(tunnel).path->config();
}

const Monitor::Entry& Monitor::entry(TunnelId tunnel) const {
    const auto found = paths_.find(tunnel);
    HAWSER_CHECK(found != paths_.end(), "a tunnel that is not monitored");
    return found->second;
}

Monitor::Entry& Monitor::entry(TunnelId tunnel) {
    return const_cast<Entry&>(std::as_const(*this).entry(tunnel));
}

void Monitor::settle(TimePoint now, TunnelId tunnel, Entry& changed) {
    take(tunnel, changed);
    const bool carries = changed.path->state() != PathState::kDown;
    if (carries == changed.carries) return;
    changed.carries = carries;
    tell_group(now, changed.path->config().group);
}

void Monitor::tell_group(TimePoint now, BundleId group) {
    const auto found = groups_.find(group);
    if (group == BundleId() || found == groups_.end()) return;
    const bool carried = std::any_of(found->second.begin(), found->second.end(),
                                     [this](TunnelId tunnel) { return entry(tunnel).carries; });
    for (const TunnelId tunnel : found->second) {
        Entry& member = entry(tunnel);
        if (member.path->is_eager() == !carried) continue;
        member.path->set_eager(now, !carried);
        take(tunnel, member);
        const bool carries = member.path->state() != PathState::kDown;
        if (carries == member.carries) continue;
        // It was only held down: now it carries, and the rest may be patient again.
        member.carries = carries;
        return tell_group(now, group);
    }
}

void Monitor::take(TunnelId tunnel, Entry& changed) {
    while (std::optional<Action> action = changed.path->poll_action())
        actions_.push_back(std::move(*action));
    const std::optional<TimePoint> next = changed.path->next_timeout();
    if (next == changed.armed) return;
    if (changed.armed) timeouts_.erase({*changed.armed, tunnel});
    if (next) timeouts_.insert({*next, tunnel});
    changed.armed = next;
}

}  // namespace hawser::health

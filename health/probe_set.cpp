// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/check.h"
#include "health/probe/make_probe.h"

namespace hawser::health {

ProbeSet::ProbeSet(const PathConfig& config, uint64_t cookie)
    : cookie_(cookie), quorum_(config.settings.quorum) {
    for (const ProbeConfig& probe : config.probes)
        probes_.push_back(make(config.tunnel, probes_.size(), probe));
}

std::unique_ptr<Probe> ProbeSet::make(TunnelId tunnel, size_t index, const ProbeConfig& config) const {
    HAWSER_CHECK(index <= UINT8_MAX, "more probes than an index has numbers");
    return make_probe({tunnel, static_cast<uint8_t>(index)}, config, cookie_);
}

void ProbeSet::start(TimePoint now, PathState presumed, bool first) {
    for (const auto& probe : probes_)
        probe->start(now, presumed, first);
}

void ProbeSet::stop() {
    for (const auto& probe : probes_)
        probe->stop();
}

void ProbeSet::update(TimePoint now, const PathConfig& config, bool running, PathState presumed) {
    quorum_ = config.settings.quorum;
    probes_.resize(std::min(probes_.size(), config.probes.size()));
    for (size_t i = 0; i < config.probes.size(); ++i) {
        if (i < probes_.size() && !probes_[i]->config().asks_otherwise(config.probes[i])) {
            probes_[i]->update(now, config.probes[i]);
            continue;
        }
        std::unique_ptr<Probe> fresh = make(config.tunnel, i, config.probes[i]);
        if (running) fresh->start(now, presumed, presumed != PathState::kDown);
        if (i < probes_.size()) {
            probes_[i] = std::move(fresh);
        } else {
            probes_.push_back(std::move(fresh));
        }
    }
}

void ProbeSet::set_eager(bool eager) {
    for (const auto& probe : probes_)
        probe->set_eager(eager);
}

void ProbeSet::handle_timeout(TimePoint now) {
    for (const auto& probe : probes_)
        probe->handle_timeout(now);
}

std::optional<SendProbe> ProbeSet::poll_send() {
    for (const auto& probe : probes_)
        if (auto send = probe->poll_send()) return send;
    return std::nullopt;
}

std::optional<TimePoint> ProbeSet::next_timeout() const {
    std::optional<TimePoint> next;
    for (const auto& probe : probes_) {
        const std::optional<TimePoint> due = probe->next_timeout();
        if (due) next = std::min(next.value_or(*due), *due);
    }
    return next;
}

PathState ProbeSet::state() const {
    std::vector<PathState> votes;
    PathState worst_objection = PathState::kUp;
    for (const auto& probe : probes_) {
        if (probe->votes()) {
            votes.push_back(probe->state());
        } else {
            worst_objection = std::min(worst_objection, probe->state());
        }
    }
    if (votes.empty()) return worst_objection;
    std::sort(votes.begin(), votes.end(), std::greater<>());
    return std::min(votes[quorum_.of(votes.size()) - 1], worst_objection);
}

std::string ProbeSet::tally(PathState at_least) const {
    const auto voters =
        std::count_if(probes_.begin(), probes_.end(), [](const auto& probe) { return probe->votes(); });
    const auto reached = std::count_if(probes_.begin(), probes_.end(), [=](const auto& probe) {
        return probe->votes() && probe->state() >= at_least;
    });
    return fmt::format("{} of {} probes healthy, {} needed", reached, voters,
                       quorum_.of(static_cast<size_t>(voters)));
}

std::string ProbeSet::cause() const {
    if (probes_.size() == 1) return probes_.front()->cause();
    const PathState reached = state();
    const PathState wanted = reached == PathState::kDown ? PathState::kDegraded : PathState::kUp;
    std::string text = tally(wanted);
    for (const auto& probe : probes_)
        if (probe->state() < wanted) text += fmt::format("; {}: {}", label(probe->config()), probe->cause());
    return text;
}

std::string ProbeSet::progress() const {
    if (probes_.size() == 1) return probes_.front()->progress();
    std::string text = tally(PathState::kDegraded);
    for (const auto& probe : probes_)
        if (probe->state() == PathState::kDown)
            text += fmt::format("; {}: {}", label(probe->config()), probe->progress());
    return text;
}

const Detour* ProbeSet::detour() const {
    for (const auto& probe : probes_)
        if (probe->detour()) return &*probe->detour();
    return nullptr;
}

std::vector<ProbeStatus> ProbeSet::status() const {
    std::vector<ProbeStatus> all;
    for (const auto& probe : probes_)
        all.push_back(probe->status());
    return all;
}

}  // namespace hawser::health

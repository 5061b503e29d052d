// SPDX-License-Identifier: BSD-2-Clause
#include "policy/load_weights.h"

#include <algorithm>
#include <cmath>

namespace hawser::policy {
namespace {

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

/// Counters that went back are those of an interface that was made anew.
double part_of(uint64_t now, uint64_t before, uint64_t bandwidth, double elapsed) {
    if (bandwidth == 0 || now < before) return 0;
    return static_cast<double>(now - before) * 8 / elapsed / static_cast<double>(bandwidth);
}

}  // namespace

void LoadWeights::measure(TimePoint now, const UplinkLoad& load, State& state) const {
    const double elapsed = state.at ? seconds(now - *state.at) : 0;
    if (elapsed > 0) {
        const double use = std::max(part_of(load.sent_bytes, state.sent, load.bandwidth, elapsed),
                                    part_of(load.received_bytes, state.received, load.download, elapsed));
        const double keep = std::exp(-elapsed / seconds(rule_.smoothing));
        state.use = state.use ? *state.use * keep + use * (1 - keep) : use;
    }
    state.sent = load.sent_bytes;
    state.received = load.received_bytes;
    state.at = now;
}

LoadStep LoadWeights::wanted(const State& state) const {
    if (!state.use) return state.step;
    const auto begins = [this, &state](LoadStep step, double at) {
        return *state.use >= (state.step >= step ? at - rule_.relief : at);
    };
    if (begins(LoadStep::kFull, rule_.full)) return LoadStep::kFull;
    return begins(LoadStep::kBusy, rule_.busy) ? LoadStep::kBusy : LoadStep::kFree;
}

bool LoadWeights::take(TimePoint now, const std::map<std::string, UplinkLoad>& uplinks) {
    std::erase_if(states_, [&uplinks](const auto& each) { return !uplinks.contains(each.first); });
    for (const auto& [name, load] : uplinks)
        measure(now, load, states_[name]);
    if (changed_ && now - *changed_ < rule_.pause) return false;
    bool changed = false;
    for (auto& [name, state] : states_) {
        const LoadStep step = wanted(state);
        changed = changed || step != state.step;
        state.step = step;
    }
    if (changed) changed_ = now;
    return changed;
}

LoadStep LoadWeights::step(const std::string& uplink) const {
    const auto found = states_.find(uplink);
    return found == states_.end() ? LoadStep::kFree : found->second.step;
}

std::optional<double> LoadWeights::use(const std::string& uplink) const {
    const auto found = states_.find(uplink);
    return found == states_.end() ? std::nullopt : found->second.use;
}

}  // namespace hawser::policy

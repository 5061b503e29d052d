// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/pin_sweep.h"

#include <algorithm>

#include "loader/plan/pin_expiry.h"

namespace hawser::loader {
namespace {

/// New pins that the programs made and neither proved nor ended: they are there, or expired, or evicted.
int64_t left_over(const PinCounts& counts) {
    return static_cast<int64_t>(counts[HW_PIN_COUNT_MADE] - counts[HW_PIN_COUNT_PROVEN] -
                                counts[HW_PIN_COUNT_ENDED]);
}

}  // namespace

void FlowCounts::add(const Pin& pin) {
    ++(is_proven(pin.table) ? proven : fresh);
    ++by_tunnel[TunnelId(pin.entry.tunnel)];
}

Duration sweep_interval(const hw_config& config, uint64_t pins) {
    constexpr Duration kLeast = std::chrono::milliseconds(2);
    Duration pass = PinSweep::kLongestPass;
    for (unsigned each = 0; each < HW_IDLE_COUNT; ++each) {
        if (config.idle_s[each] != 0)
            pass = std::min(pass, Duration(std::chrono::seconds(config.idle_s[each])) / 2);
    }
    const auto steps = static_cast<Duration::rep>(pins / PinSweep::kBatch + kPinTables.size());
    return std::max(kLeast, pass / steps);
}

Result<Duration> PinSweep::step(const hw_config& config, uint64_t now_ns) {
    const uint64_t expected = std::max(counts_ ? counts_->total() : 0, present_.total());
    const Duration wait = sweep_interval(config, expected);
    Result<PinBatch> batch = maps_.read_pins(cursor_, kBatch);
    cursor_ = {};
    if (!batch) {
        present_ = {};
        return batch.error();
    }
    for (const Pin& pin : batch->pins) {
        if (Result<void> visited = visit(pin, config, now_ns); !visited) return visited.error();
    }
    if (batch->next) {
        cursor_ = *batch->next;
        return wait;
    }
    if (Result<void> finished = finish_pass(); !finished) return finished.error();
    return wait;
}

Result<void> PinSweep::visit(const Pin& pin, const hw_config& config, uint64_t now_ns) {
    if (!is_expired(config, pin.entry, pin.flow.protocol, now_ns)) {
        present_.add(pin);
        return {};
    }
    // The batch is some milliseconds old, and a packet may have come since.
    Result<std::optional<hw_pin>> again = maps_.find_pin(pin.table, pin.flow);
    if (!again) return again.error();
    if (!*again) return {};
    if (!is_expired(config, **again, pin.flow.protocol, now_ns)) {
        present_.add(pin);
        return {};
    }
    Result<bool> erased = maps_.erase_pin(pin.table, pin.flow);
    if (!erased) return erased.error();
    if (!*erased) return {};
    ++expired_;
    if (!is_proven(pin.table)) ++expired_new_;
    return {};
}

Result<void> PinSweep::finish_pass() {
    counts_ = std::exchange(present_, {});
    Result<PinCounts> made = maps_.read_pin_counts();
    if (!made) return made.error();
    const int64_t gone = left_over(*made) - static_cast<int64_t>(counts_->fresh + expired_new_);
    if (!unaccounted_) unaccounted_ = gone;
    // A pass takes seconds, in which flows come and go: less than before is no eviction undone.
    evicted_ = std::max(evicted_, static_cast<uint64_t>(std::max<int64_t>(0, gone - *unaccounted_)));
    return {};
}

}  // namespace hawser::loader

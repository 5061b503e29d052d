// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/flow_record.h"

#include <algorithm>

namespace hawser::traffic {

FlowRecord::FlowRecord(Millis now) : phases_{{0, {}}}, last_answer_(now) {}

void FlowRecord::begin_phase(Millis now) {
    PhaseFigures& ending = phases_.back().figures;
    ending.longest_gap_ms = std::max(ending.longest_gap_ms, now - last_answer_);
    phases_.push_back({static_cast<std::uint32_t>(answered_.size()), {}});
}

std::uint32_t FlowRecord::sent() {
    ++phases_.back().figures.sent;
    answered_.push_back(false);
    return static_cast<std::uint32_t>(answered_.size() - 1);
}

void FlowRecord::answered(std::uint32_t number, Millis now, Millis sent_at) {
    if (number >= answered_.size() || answered_[number]) return;
    answered_[number] = true;
    ever_answered_ = true;
    PhaseFigures& of_message = phases_[phase_of(number)].figures;
    ++of_message.answered;
    of_message.first_answered_sent_ms =
        std::min(of_message.first_answered_sent_ms.value_or(sent_at), sent_at);
    PhaseFigures& running = phases_.back().figures;
    running.longest_gap_ms = std::max(running.longest_gap_ms, now - last_answer_);
    last_answer_ = now;
}

std::size_t FlowRecord::phase_of(std::uint32_t number) const {
    std::size_t phase = phases_.size() - 1;
    while (phases_[phase].first_number > number)  // The first phase begins with number 0.
        --phase;
    return phase;
}

std::vector<PhaseFigures> FlowRecord::phases(Millis now) const {
    std::vector<PhaseFigures> all;
    for (const Phase& phase : phases_)
        all.push_back(phase.figures);
    if (!answered_.empty() && !answered_.back())
        ++all[phase_of(static_cast<std::uint32_t>(answered_.size() - 1))].waiting;
    all.back().longest_gap_ms = std::max(all.back().longest_gap_ms, now - last_answer_);
    return all;
}

}  // namespace hawser::traffic

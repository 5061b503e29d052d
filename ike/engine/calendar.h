// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.h"
#include "ike/crypto/x509/certificate.h"

namespace hawser::ike {

/// The time of day, by which certificates are valid or not: told from outside, and reckoned on from there by
/// the clock that everything else runs by.
class Calendar {
 public:
    void set(CalendarTime calendar, TimePoint now) {
        told_ = calendar;
        told_at_ = now;
    }
    /// Nothing as long as nobody has told.
    [[nodiscard]] std::optional<CalendarTime> at(TimePoint now) const {
        if (!told_) return std::nullopt;
        return *told_ + std::chrono::duration_cast<std::chrono::seconds>(now - told_at_);
    }

 private:
    std::optional<CalendarTime> told_;
    TimePoint told_at_{};
};

}  // namespace hawser::ike

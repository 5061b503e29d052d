// SPDX-License-Identifier: BSD-2-Clause
#include "health/damping.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "health/probe/sentences.h"

namespace hawser::health {
namespace {

double half_lives(Duration time, Duration half_life) {
    return static_cast<double>(time.count()) / static_cast<double>(half_life.count());
}

}  // namespace

Result<void> check(const DampingSettings& settings) {
    if (settings.half_life < std::chrono::seconds(1)) return Error("damping half-life: shorter than 1 s");
    if (settings.reuse <= 0) return Error("damping reuse threshold: not above 0");
    if (settings.suppress <= settings.reuse)
        return Error("damping suppress threshold: not above the reuse threshold");
    if (settings.max_suppress <= Duration::zero()) return Error("damping maximum: not above 0");
    return {};
}

void Damping::failed(TimePoint now, const DampingSettings& settings) {
    const double decay = std::exp2(-half_lives(now - counted_at_, settings.half_life));
    const double left = failures_ == 0 ? 0.0 : penalty_ * decay;
    failures_ = left < settings.reuse / 2 ? 1 : failures_ + 1;
    // The ceiling of RFC 2439, 4.2: from it the penalty decays to `reuse` within the maximum time.
    const double ceiling = settings.reuse * std::exp2(half_lives(settings.max_suppress, settings.half_life));
    penalty_ = std::min(left + kPenalty, ceiling);
    counted_at_ = now;
    until_.reset();
    if (!settings.on || penalty_ <= settings.suppress) return;
    const double lives = std::log2(penalty_ / settings.reuse);
    until_ =
        now + Duration(static_cast<Duration::rep>(lives * static_cast<double>(settings.half_life.count())));
}

std::optional<TimePoint> Damping::until(TimePoint now) const {
    return until_ && *until_ > now ? until_ : std::nullopt;
}

std::string Damping::sentence(TimePoint now) const {
    const auto end = until(now);
    if (!end) return {};
    return fmt::format("damped for {} more after {} failures", describe_rounded(*end - now), failures_);
}

}  // namespace hawser::health

// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/lifetimes.h"

#include <algorithm>

#include "ike/engine/random_numbers.h"

namespace hawser::ike {

namespace {

/// 0 ... 1, the share of the random time that is taken off.
double drawn_share(bool creator, RandomSource& random) {
    const double half = 0.5 * random_fraction(random);
    return creator ? 0.5 + half : half;
}

LifetimeSchedule schedule(Duration soft, Duration hard, Duration spread, bool creator, RandomSource& random,
                          TimePoint now) {
    LifetimeSchedule times;
    const auto off = static_cast<double>(spread.count()) * drawn_share(creator, random);
    if (soft > Duration::zero()) {
        times.rekey_at = now + soft - std::min(soft, Duration(static_cast<Duration::rep>(off)));
    }
    if (hard > Duration::zero()) times.expire_at = now + hard;
    return times;
}

uint64_t soft_limit(uint64_t configured, double share) {
    return configured - static_cast<uint64_t>(0.1 * share * static_cast<double>(configured));
}

uint64_t hard_limit(uint64_t hard, uint64_t soft) {
    return hard != 0 ? hard : soft + soft / 10;
}

/// However late the hard limit is, a new SA must not be due as soon as it is made.
Duration default_spread(Duration soft, Duration between) {
    return std::min(between, soft / 2);
}

/// The kernel sends nothing with a 32 bit sequence number that has been used up.
uint64_t packets_to_rekey(const ChildLifetime& lifetime, bool esn) {
    constexpr uint64_t kMostWithoutEsn = uint64_t{15} << 28;
    if (esn) return lifetime.rekey_packets;
    return lifetime.rekey_packets == 0 ? kMostWithoutEsn : std::min(lifetime.rekey_packets, kMostWithoutEsn);
}

bool in_order(uint64_t soft, uint64_t hard) {
    return hard == 0 || soft < hard;
}

}  // namespace

Result<void> ChildLifetime::validate() const {
    if (rekey_time < Duration::zero() || life_time < Duration::zero()) return Error("a lifetime below zero");
    const bool ordered = (life_time == Duration::zero() || rekey_time < life_time) &&
                         in_order(rekey_bytes, life_bytes) && in_order(rekey_packets, life_packets);
    if (!ordered) return Error("a Child SA must be rekeyed before its life ends");
    if (rand_time &&
        (*rand_time < Duration::zero() || (rekey_time != Duration::zero() && *rand_time > rekey_time)))
        return Error("rand_time is between zero and rekey_time");
    return {};
}

Result<void> IkeLifetime::validate() const {
    if (rekey_time < Duration::zero() || over_time < Duration::zero()) return Error("a lifetime below zero");
    if (rand_time &&
        (*rand_time < Duration::zero() || (rekey_time != Duration::zero() && *rand_time > rekey_time)))
        return Error("rand_time is between zero and rekey_time");
    return {};
}

LifetimeSchedule schedule(const ChildLifetime& lifetime, bool creator, RandomSource& random, TimePoint now) {
    const Duration soft = lifetime.rekey_time;
    const Duration hard = lifetime.life_time != Duration::zero() ? lifetime.life_time : soft + soft / 10;
    return schedule(soft, hard, lifetime.rand_time.value_or(default_spread(soft, hard - soft)), creator,
                    random, now);
}

LifetimeSchedule schedule(const IkeLifetime& lifetime, bool creator, RandomSource& random, TimePoint now) {
    const Duration soft = lifetime.rekey_time;
    if (soft == Duration::zero()) return {};
    const Duration over = lifetime.over_time != Duration::zero() ? lifetime.over_time : soft / 10;
    return schedule(soft, soft + over, lifetime.rand_time.value_or(default_spread(soft, over)), creator,
                    random, now);
}

TrafficLimits traffic_limits(const ChildLifetime& lifetime, bool esn, bool creator, RandomSource& random) {
    const double share = drawn_share(creator, random);
    return {soft_limit(lifetime.rekey_bytes, share), hard_limit(lifetime.life_bytes, lifetime.rekey_bytes),
            soft_limit(packets_to_rekey(lifetime, esn), share),
            hard_limit(lifetime.life_packets, lifetime.rekey_packets)};
}

Duration retry_delay(RandomSource& random) {
    constexpr double kBase = 5.0;
    constexpr double kSpread = 10.0;
    return std::chrono::duration_cast<Duration>(
        std::chrono::duration<double>(kBase + kSpread * random_fraction(random)));
}

}  // namespace hawser::ike

// SPDX-License-Identifier: BSD-2-Clause
// hour_of_loss: an hour of 1 % random loss each way in virtual time, ten seeds a profile: how often the
// monitor of the daemon changes its mind about a path that is well. Prints `PROFILE changes requests lost`.
#include <fmt/format.h>

#include <random>

#include "tests/unit/health/virtual_path.h"

namespace hawser::health {
namespace {

constexpr unsigned kSeeds = 10;
constexpr unsigned kOneIn = 100;

struct Hour {
    size_t changes = 0, requests = 0, lost = 0;
};

PathConfig config_of(const Profile& profile) {
    PathConfig config = path_config(kWan1, "pop/wan1");
    config.probes.front().settings = profile.settings;
    config.settings.hold = profile.hold;
    return config;
}

/// Up for the first time; a metered path takes minutes.
void bring_up(VirtualPath& path) {
    path.rtt = 40ms;
    path.bring_up();
    while (path.state() != PathState::kUp)
        path.run_until(path.now + 1s);
}

Hour spend(const Profile& profile, unsigned seed) {
    std::mt19937 random(seed);
    Hour hour;
    VirtualPath path(config_of(profile));
    bring_up(path);
    const size_t changes = path.changes.size(), requests = path.sent.size();
    path.lose = [&](TimePoint) {
        const bool there = random() % kOneIn == 0, back = random() % kOneIn == 0;
        hour.lost += there || back ? 1 : 0;
        return there || back;
    };
    path.run_until(path.now + 1h);
    hour.changes = path.changes.size() - changes;
    hour.requests = path.sent.size() - requests;
    return hour;
}

void print(const char* name, const Profile& profile) {
    Hour sum;
    for (unsigned seed = 1; seed <= kSeeds; ++seed) {
        const Hour hour = spend(profile, seed);
        sum = {sum.changes + hour.changes, sum.requests + hour.requests, sum.lost + hour.lost};
    }
    fmt::print("{} {} {} {}\n", name, sum.changes, sum.requests, sum.lost);
}

}  // namespace
}  // namespace hawser::health

int main() {
    using namespace hawser::health;
    print("default", default_profile());
    print("fast", fast_profile());
    print("metered", metered_profile());
    return 0;
}

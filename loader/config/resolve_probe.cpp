// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "loader/config/resolve.h"
#include "loader/config/units.h"

namespace hawser::loader {
namespace {

bool inside(const IpAddress& address, const std::vector<Located<IpPrefix>>& networks) {
    return std::any_of(networks.begin(), networks.end(),
                       [&](const auto& each) { return each.value.contains(address); });
}

std::string listed(const std::vector<Located<IpPrefix>>& networks) {
    std::string text;
    for (const auto& each : networks)
        text += (text.empty() ? "" : ", ") + each.value.to_string();
    return text;
}

/// A probe outside the selectors is dropped by the peer, and the tunnel would look dead.
void check_addresses(const PeerDraft& peer, const ProbeDraft& draft, Diagnostics& out) {
    if (draft.target && !peer.networks.empty() && !inside(draft.target->value, peer.networks)) {
        out.error(draft.target->where,
                  fmt::format("probe target {} is outside the networks of peer '{}'",
                              draft.target->value.to_string(), peer.name.value),
                  "choose an address in " + listed(peer.networks));
    }
    if (draft.source && !peer.local_networks.empty() && !inside(draft.source->value, peer.local_networks)) {
        out.error(draft.source->where,
                  fmt::format("probe source {} is outside the local_networks of peer '{}'",
                              draft.source->value.to_string(), peer.name.value),
                  "choose an address of this gateway in " + listed(peer.local_networks));
    }
    if (draft.target && draft.source && draft.target->value.family() != draft.source->value.family()) {
        out.error(draft.source->where, "probe source and target are not of the same family");
    }
}

/// Of a target that no key named: the host of a URL.
void check_target(const PeerDraft& peer, const ProbeDraft& draft, const health::ProbeConfig& probe,
                  Diagnostics& out) {
    if (draft.target || !probe.target || peer.networks.empty() || inside(*probe.target, peer.networks))
        return;
    out.error(draft.url->where,
              fmt::format("probe target {} is outside the networks of peer '{}'", probe.target->to_string(),
                          peer.name.value),
              "choose an address in " + listed(peer.networks));
}

void check_figures(const ProbeDraft& draft, health::ProbeSettings& settings, Diagnostics& out) {
    if (settings.lost_to_down > settings.window) {
        out.error(draft.window ? draft.window->where : draft.where,
                  fmt::format("'lost' is {} of a 'window' of {}: the tunnel would never be down",
                              settings.lost_to_down, settings.window),
                  "window must be at least lost");
    }
    // health::check() has the same limit: every request under way is remembered.
    constexpr int kMostUnderWay = 64;
    if (settings.timeout > settings.interval * kMostUnderWay) {
        out.error(draft.timeout ? draft.timeout->where : draft.where,
                  fmt::format("probe timeout {} is longer than {} intervals",
                              format_duration(settings.timeout), kMostUnderWay),
                  "probe less often or wait shorter");
    } else if (settings.timeout > settings.interval) {
        out.warning(draft.timeout ? draft.timeout->where : draft.where,
                    fmt::format("probe timeout {} is longer than the interval {}",
                                format_duration(settings.timeout), format_duration(settings.interval)),
                    "several probes are on their way at a time, and a dead path is found later");
    }
    if (draft.retry && settings.retry > settings.interval) {
        out.error(draft.retry->where,
                  fmt::format("'retry' is {}, longer than the interval {}", format_duration(*settings.retry),
                              format_duration(settings.interval)));
    }
}

template <typename To, typename T>
void set(To& value, const Maybe<T>& configured) {
    if (configured) value = configured->value;
}

void set_thresholds(const ProbeDraft& draft, health::ProbeSettings& settings, Diagnostics& out) {
    set(settings.down_loss_pct, draft.down_loss);
    set(settings.clean, draft.clean);
    set(settings.degraded.loss_pct, draft.degraded_loss);
    set(settings.degraded.rtt, draft.degraded_rtt);
    set(settings.degraded.jitter, draft.degraded_jitter);
    if (!draft.loss_window) return;
    const auto requests = draft.loss_window->value / settings.interval;
    constexpr auto kMost = health::ProbeSettings::kLongestLossWindow;
    if (requests < 1 || requests > kMost) {
        out.error(draft.loss_window->where,
                  fmt::format("'loss_window' is {} intervals; it may be 1 to {}", requests, kMost));
    } else {
        settings.loss_window = static_cast<unsigned>(requests);
    }
}

/// What asks more of the other side than an echo asks less often.
void slow_down(health::ProbeType type, health::ProbeSettings& settings) {
    using enum health::ProbeType;
    using namespace std::chrono_literals;
    if (type == kTcp || type == kHttp || type == kDns) {
        settings.interval = 1s;
        settings.timeout = 900ms;
        settings.lost_to_down = settings.window = 3;
        settings.good_to_up = 5;
    } else if (type == kIke) {
        settings.interval = 5s;
        settings.timeout = 4s;
        settings.lost_to_down = settings.window = 2;
        settings.good_to_up = settings.good_to_first_up = 1;
    } else if (type == kEsp) {
        settings.interval = 1s;
        settings.lost_to_down = settings.window = 3;
        settings.good_to_up = 30;
    } else if (type == kBfd) {
        settings.interval = 300ms;
        settings.lost_to_down = settings.window = 3;
    }
}

health::Profile profile_of(const ProbeDraft& draft, health::ProbeType type) {
    const size_t word = draft.profile ? draft.profile->value : 0;
    if (word == 1) return health::fast_profile();
    if (word == 2) return health::metered_profile();
    health::Profile profile = health::default_profile();
    slow_down(type, profile.settings);
    return profile;
}

health::ProbeSettings settings_of(const ProbeDraft& draft, const health::ProbeSettings& profile,
                                  Diagnostics& out) {
    health::ProbeSettings settings = profile;
    set(settings.interval, draft.interval);
    if (draft.interval) settings.timeout = settings.interval * 3 / 4;
    set(settings.timeout, draft.timeout);
    if (draft.interval && settings.retry) settings.retry = std::min(*settings.retry, settings.interval);
    set(settings.retry, draft.retry);
    set(settings.lost_to_down, draft.lost);
    if (draft.lost) settings.window = settings.lost_to_down;
    set(settings.window, draft.window);
    set(settings.good_to_up, draft.good);
    settings.good_to_first_up = std::min(settings.good_to_first_up, settings.good_to_up);
    set_thresholds(draft, settings, out);
    check_figures(draft, settings, out);
    return settings;
}

}  // namespace

std::optional<ResolvedProbe> resolve_probe(const PeerDraft& peer, const ProbeDraft& draft,
                                           const ResolveContext& context) {
    const size_t type = draft.type ? draft.type->value : 0;
    if (type >= health::kProbeTypes) return std::nullopt;  // `none`
    ResolvedProbe probe;
    probe.config.type = static_cast<health::ProbeType>(type);
    const health::Profile profile = profile_of(draft, probe.config.type);
    probe.hold = profile.hold;
    probe.config.settings = settings_of(draft, profile.settings, context.out);
    set(probe.hold, draft.hold);
    set(probe.config.source, draft.source);
    check_addresses(peer, draft, context.out);
    if (!resolve_question(peer, draft, probe.config, context)) return std::nullopt;
    check_target(peer, draft, probe.config, context.out);
    return probe;
}

}  // namespace hawser::loader

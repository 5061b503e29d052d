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

void check_figures(const ProbeDraft& draft, const ProbeConfig& probe, Diagnostics& out) {
    if (probe.lost_to_down > probe.window) {
        out.error(draft.window ? draft.window->where : draft.where,
                  fmt::format("'lost' is {} of a 'window' of {}: the tunnel would never be down",
                              probe.lost_to_down, probe.window),
                  "window must be at least lost");
    }
    // health::check() has the same limit: every probe under way is remembered.
    constexpr int kMostUnderWay = 64;
    if (probe.timeout > probe.interval * kMostUnderWay) {
        out.error(draft.timeout ? draft.timeout->where : draft.where,
                  fmt::format("probe timeout {} is longer than {} intervals", format_duration(probe.timeout),
                              kMostUnderWay),
                  "probe less often or wait shorter");
    } else if (probe.timeout > probe.interval) {
        out.warning(draft.timeout ? draft.timeout->where : draft.where,
                    fmt::format("probe timeout {} is longer than the interval {}",
                                format_duration(probe.timeout), format_duration(probe.interval)),
                    "several probes are on their way at a time, and a dead path is found later");
    }
}

template <typename T>
void set(T& value, const Maybe<T>& configured) {
    if (configured) value = configured->value;
}

}  // namespace

ProbeConfig resolve_probe(const PeerDraft& peer, const ProbeDraft& draft, Diagnostics& out) {
    ProbeConfig probe;
    set(probe.type, draft.type);
    set(probe.interval, draft.interval);
    if (draft.interval) probe.timeout = probe.interval * 3 / 4;
    set(probe.timeout, draft.timeout);
    set(probe.lost_to_down, draft.lost);
    probe.window = draft.window ? draft.window->value : probe.lost_to_down;
    set(probe.good_to_up, draft.good);
    set(probe.hold, draft.hold);
    if (draft.target) probe.target = draft.target->value;
    if (draft.source) probe.source = draft.source->value;
    check_addresses(peer, draft, out);
    check_figures(draft, probe, out);
    if (probe.type == "none") {
        probe.target.reset();
    } else if (!draft.target && draft.where.line != 0) {
        out.error(draft.where, fmt::format("the probe of peer '{}' has no 'target'", peer.name.value),
                  "name an address behind the peer that answers echo requests, or type = \"none\"");
    } else if (!draft.target) {
        probe.type = "none";
        out.warning(peer.where,
                    fmt::format("peer '{}' has no [peer.probe]: only IKE tells that a tunnel is dead",
                                peer.name.value),
                    "probes find it within a second; type = \"none\" says that you want none");
    }
    return probe;
}

}  // namespace hawser::loader

// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "loader/config/resolve.h"
#include "loader/config/units.h"

namespace hawser::loader {
namespace {

template <typename T>
void set(T& value, const Maybe<T>& configured) {
    if (configured) value = configured->value;
}

/// rand_time is taken off rekey_time.
void check_random(const Maybe<Duration>& rand_time, Duration rekey_time, const char* section,
                  Diagnostics& out) {
    if (!rand_time || rekey_time == Duration::zero() || rand_time->value <= rekey_time) return;
    out.error(rand_time->where, fmt::format("'rand_time' in {} is {}, more than rekey_time, {}", section,
                                            format_duration(rand_time->value), format_duration(rekey_time)));
}

void check_life_time(const Maybe<Duration>& life_time, Duration rekey_time, Diagnostics& out) {
    if (!life_time || life_time->value > rekey_time) return;
    out.error(life_time->where,
              fmt::format("'life_time' in [peer.esp] is {}, and rekey_time {}: Child SAs would end before "
                          "they are rekeyed",
                          format_duration(life_time->value), format_duration(rekey_time)),
              "life_time must be above rekey_time");
}

/// `what` is `bytes` or `packets`.
void check_traffic(const Maybe<uint64_t>& rekey, const Maybe<uint64_t>& life, const char* what,
                   Diagnostics& out) {
    if (!life) return;
    if (!rekey) {
        out.error(life->where,
                  fmt::format("'life_{}' in [peer.esp] without rekey_{}: Child SAs would end before they are "
                              "rekeyed",
                              what, what),
                  fmt::format("rekey_{} = 0 says that the peer rekeys them", what));
    } else if (rekey->value >= life->value) {
        out.error(life->where, fmt::format("'life_{}' in [peer.esp] is not above rekey_{}", what, what));
    }
}

void check_ike(const PeerConfig& peer, const IkeDraft& draft, Diagnostics& out) {
    check_random(draft.rand_time, peer.ike_lifetime.rekey_time, "[peer.ike]", out);
    if (draft.over_time && peer.ike_lifetime.rekey_time == Duration::zero()) {
        out.error(draft.over_time->where, "'over_time' in [peer.ike] means nothing with rekey_time = \"0s\"",
                  "remove it");
    }
    const bool initiates =
        std::any_of(peer.tunnels.begin(), peer.tunnels.end(), [](const TunnelConfig& tunnel) {
            return !tunnel.waits_for_anybody() && tunnel.initiate != InitiateChoice::kNever;
        });
    if (peer.reauth_time != Duration::zero() && !initiates && !peer.tunnels.empty()) {
        out.error(draft.reauth_time->where,
                  fmt::format("'reauth_time' in [peer.ike]: no tunnel of peer '{}' initiates", peer.name),
                  "the side that initiates authenticates anew: set it there");
    }
}

}  // namespace

void resolve_lifetimes(PeerConfig& peer, const PeerDraft& draft, Diagnostics& out) {
    set(peer.ike_lifetime.rekey_time, draft.ike.rekey_time);
    set(peer.ike_lifetime.over_time, draft.ike.over_time);
    if (draft.ike.rand_time) peer.ike_lifetime.rand_time = draft.ike.rand_time->value;
    set(peer.reauth_time, draft.ike.reauth_time);
    peer.childless = draft.ike.childless;
    check_ike(peer, draft.ike, out);

    ike::ChildLifetime& child = peer.child_lifetime;
    set(child.rekey_time, draft.esp.rekey_time);
    set(child.life_time, draft.esp.life_time);
    if (draft.esp.rand_time) child.rand_time = draft.esp.rand_time->value;
    set(child.rekey_bytes, draft.esp.rekey_bytes);
    set(child.life_bytes, draft.esp.life_bytes);
    set(child.rekey_packets, draft.esp.rekey_packets);
    set(child.life_packets, draft.esp.life_packets);
    check_random(draft.esp.rand_time, child.rekey_time, "[peer.esp]", out);
    check_life_time(draft.esp.life_time, child.rekey_time, out);
    check_traffic(draft.esp.rekey_bytes, draft.esp.life_bytes, "bytes", out);
    check_traffic(draft.esp.rekey_packets, draft.esp.life_packets, "packets", out);
}

}  // namespace hawser::loader

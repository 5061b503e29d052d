// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{
        "quorum", kQuorum, kOptional, "\"any\"", "",
        "How many of the probes must be healthy for a tunnel to be `up`. Because a target may be down for "
        "reasons of its own, one is enough by default."},
    KeySpec{"damping", kBoolean, kOptional, "true", "",
            "Leave a tunnel that flaps `down` for a while, in the manner of RFC 2439: each time it goes down "
            "costs "
            "a penalty of 1000, which decays."},
    KeySpec{"damping_half_life", kDuration, kOptional, "\"1m\"", "1s..1h",
            "In which the penalty decays by half."},
    KeySpec{"damping_suppress", kInteger, kOptional, "2000", "1001..100000",
            "Above it the tunnel is damped: with the defaults by the third failure within a minute."},
    KeySpec{"damping_reuse", kInteger, kOptional, "1000", "1..100000", "Below it the tunnel is `up` again."},
    KeySpec{"damping_max", kDuration, kOptional, "\"5m\"", "1s..1d", "No tunnel is damped longer."},
    KeySpec{"hold", kDuration, kForeign, "", "", "it belongs in [peer.probe]"},
    KeySpec{"profile", kText, kForeign, "", "", "it belongs in [peer.probe]"},
};

}  // namespace

const SectionSpec kPath{"[peer.path]",
                        "When a tunnel is up; also `path` of an endpoint or of `[[peer.tunnel]]`.", kKeys};

}  // namespace hawser::loader::schema

// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"type", kChoice, kOptional, "\"icmp\"", "icmp|none",
            "`icmp` sends echo requests through the tunnel; `none` leaves the verdict to IKE."},
    KeySpec{"target", kAddress, kOptional, "required for icmp", "",
            "Address inside `networks` that answers; every tunnel of the peer may probe the same one."},
    KeySpec{"source", kAddress, kOptional, "an address of the gateway inside local_networks", "",
            "Address inside `local_networks` from which probes come."},
    KeySpec{"interval", kDuration, kOptional, "\"200ms\"", "10ms..1h",
            "Time between two probes of a tunnel."},
    KeySpec{"timeout", kDuration, kOptional, "\"150ms\", or three quarters of interval", "5ms..1m",
            "A probe without answer for so long is lost."},
    KeySpec{"lost", kInteger, kOptional, "4", "1..64",
            "So many lost probes of the last `window` make the tunnel `down`."},
    KeySpec{"window", kInteger, kOptional, "the same as lost", "1..64",
            "How many probes back are looked at."},
    KeySpec{"good", kInteger, kOptional, "10", "1..1000", "So many answers in a row make it `up` again."},
    KeySpec{"hold", kDuration, kOptional, "\"3s\"", "0s..1h",
            "It stays `down` at least so long, against flapping."},
};

}  // namespace

const SectionSpec kProbe{"[peer.probe]", "Path probes; also `probe` of an endpoint or of `[[peer.tunnel]]`.",
                         kKeys};

}  // namespace hawser::loader::schema

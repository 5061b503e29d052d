// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"type", kChoice, kOptional, "\"icmp\"", "icmp|stamp|tcp|http|dns|ike|esp|bfd|none",
            "What is asked through the tunnel: see probes.md. `none` leaves the verdict to IKE."},
    KeySpec{"target", kAddress, kOptional, "required but for ike, esp and a url with an address", "",
            "Address inside `networks` that answers; every tunnel of the peer may probe the same one."},
    KeySpec{"port", kInteger, kOptional, "required for tcp; dns: 53; stamp: 862", "1..65535",
            "Port of the target."},
    KeySpec{"url", kText, kOptional, "required for http", "",
            "`http://10.2.0.1/health`, or `https`; for a host's name say its `target` too, since no DNS is "
            "asked."},
    KeySpec{"expect", kText, kOptional, "\"200-399\"", "",
            "Statuses of a healthy HTTP answer: `200`, `200-299`."},
    KeySpec{"verify", kBoolean, kOptional, "true", "",
            "Whether a https server's certificate and name must be right."},
    KeySpec{"ca_file", kText, kOptional, "the system's authorities", "",
            "File with the authorities of a https server's certificate."},
    KeySpec{"name", kText, kOptional, "\".\"", "",
            "The domain name that a dns probe asks for the address of."},
    KeySpec{"key_file", kText, kOptional, "unauthenticated mode", "",
            "File with the key of a STAMP reflector in authenticated mode, as for `psk_file`."},
    KeySpec{
        "multihop", kBoolean, kOptional, "false", "",
        "BFD by RFC 5883 (UDP port 4784), where the peer's session is not with its tunnel's own address."},
    KeySpec{"source", kAddress, kOptional, "an address of the gateway inside local_networks", "",
            "Address inside `local_networks` from which probes come."},
    KeySpec{
        "profile", kChoice, kOptional, "\"default\"", "default|fast|metered",
        "Values for all the keys below: a dead path is found in less than 1 s, with `fast` in less than "
        "300 ms (for round trip times under 100 ms), with `metered` within 36 s for some 12 kB an hour. Keys "
        "that are written here win."},
    KeySpec{"interval", kDuration, kOptional, "\"200ms\"", "10ms..1h",
            "Time between two probes of a tunnel."},
    KeySpec{"timeout", kDuration, kOptional, "\"150ms\", or three quarters of interval", "5ms..1m",
            "A probe without answer for so long is lost."},
    KeySpec{"retry", kDuration, kOptional, "interval", "10ms..1h",
            "Time to the next probe while the latest one speaks against the present state; `metered`: `1s`."},
    KeySpec{"lost", kInteger, kOptional, "4", "1..64",
            "So many lost probes of the last `window` make the tunnel `down`."},
    KeySpec{"window", kInteger, kOptional, "the same as lost", "1..64",
            "How many probes back are looked at."},
    KeySpec{"good", kInteger, kOptional, "10", "1..1000", "So many answers in a row make it `up` again."},
    KeySpec{"hold", kDuration, kOptional, "\"3s\"", "0s..1h",
            "It stays `down` at least so long, against flapping; of several probes' the longest."},
    KeySpec{"loss_window", kDuration, kOptional, "100 intervals", "10ms..7d",
            "Time over which loss is a percentage, up to 4096 intervals; `fast`: 500, `metered`: 20."},
    KeySpec{"down_loss", kPercentage, kOptional, "not judged by it", "0%..100%",
            "More loss than this makes it `down`, besides `lost`."},
    KeySpec{"clean", kDuration, kOptional, "\"0s\"", "0s..1d",
            "So long without a single loss before it is `up` again, besides `good`."},
    KeySpec{"degraded_loss", kPercentage, kOptional, "not judged by it", "0%..100%",
            "More loss than this makes it `degraded`, until it is half of it."},
    KeySpec{"degraded_rtt", kDuration, kOptional, "not judged by it", "1ms..1m",
            "Likewise a longer round trip time (smoothed)."},
    KeySpec{"degraded_jitter", kDuration, kOptional, "not judged by it", "1ms..1m",
            "Likewise a larger mean deviation between neighbours (RFC 3550)."},
};

}  // namespace

const SectionSpec kProbe{
    "[peer.probe]",
    "How paths are probed; `[[peer.probe]]` for several probes, which `[peer.path]` combines. "
    "Also `probe` of an endpoint or of `[[peer.tunnel]]`: one table there changes keys of every "
    "probe, but one with a `type` or `target` is instead of several, and so is a list.",
    kKeys};

}  // namespace hawser::loader::schema

// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"name", kName, kRequired, "", "", "What `hawser status` and `hawser-maps` call it."},
    KeySpec{"networks", kPrefixList, kOptional, "any", "",
            "Addresses at the peer's end, inside its `networks`."},
    KeySpec{"local_networks", kPrefixList, kOptional, "any", "", "Addresses at our end."},
    KeySpec{"protocol", kTextList, kOptional, "any", "",
            "`tcp`, `udp`, `udplite`, `sctp`, `icmp`, `icmpv6`, or a number."},
    KeySpec{"ports", kTextList, kOptional, "any", "",
            "Ports at the peer's end: `5060`, or `16384-32767`. They need a `protocol` that has ports."},
    KeySpec{"local_ports", kTextList, kOptional, "any", "", "Ports at our end, likewise."},
    KeySpec{"dscp", kTextList, kOptional, "any", "",
            "Code points of the flow's first packet: `ef`, `af41`, `cs5`, or a number (RFC 2474)."},
    KeySpec{
        "uplinks", kTextList, kOptional, "all", "",
        "The uplinks that these flows prefer. Where none of them has a usable tunnel of the active tier, the "
        "normal balance decides."},
    KeySpec{"max_loss", kPercentage, kOptional, "none", "0%..100%",
            "A path that loses more of its probes, such as `\"1%\"`, is not for these flows as long as "
            "another one "
            "of theirs is within the limits."},
    KeySpec{"max_delay", kDuration, kOptional, "none", "1ms..10s", "The same for its round trip time."},
    KeySpec{"max_jitter", kDuration, kOptional, "none", "1ms..10s", "The same for its jitter."},
    KeySpec{"move", kBoolean, kOptional, "false", "",
            "Live flows leave a path that is beyond the limits, too; otherwise it takes no new ones."},
};

}  // namespace

const SectionSpec kRule{
    "[[peer.rule]]", "What some of the traffic prefers. It is decided once, when a flow begins on our side.",
    kKeys};

}  // namespace hawser::loader::schema

// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"name", kName, kRequired, "", "", "Its name in tunnels' names and in `hawser status`."},
    KeySpec{"interface", kText, kRequired, "", "", "The network interface, as in `ip link`."},
    KeySpec{"address", kAddressList, kOptional, "taken from the interface", "",
            "Outer address of its tunnels; at most one IPv4 and one IPv6 address."},
    KeySpec{"gateway", kAddressList, kOptional, "by the interface's default routes", "",
            "Next hop of its tunnels' outer packets; at most one IPv4 and one IPv6 address."},
    KeySpec{"bandwidth", kBandwidth, kOptional, "unknown: all uplinks weigh the same", "1kbit..1000Tbit",
            "Upstream bandwidth. New flows are spread over the tunnels of a tier in this proportion."},
    KeySpec{"download", kBandwidth, kOptional, "unknown", "1kbit..1000Tbit",
            "Downstream bandwidth. With `weight = \"auto\"` the load in this direction counts too."},
    KeySpec{"tags", kTextList, kOptional, "none", "",
            "Names by which `hawser drain --tag` finds all tunnels of the uplink."},
    KeySpec{
        "probe_target", kAddress, kOptional, "none", "",
        "Address outside the tunnels that answers echo requests by this uplink, such as its gateway: so the "
        "reason of a dead tunnel says whether the uplink itself is dead. It changes no tunnel's state."},
    KeySpec{"hotplug", kBoolean, kOptional, "false", "",
            "The interface may be absent when `hawserd` starts (PPPoE, LTE): its tunnels are down until it "
            "appears. "
            "Otherwise a missing interface is an error."},
    KeySpec{"weight", kInteger, kForeign, "", "",
            "an uplink's weight is its bandwidth; a tunnel's stands in [[peer.tunnel]]"},
};

}  // namespace

const SectionSpec kUplink{"[[uplink]]", "A local WAN interface.", kKeys};

}  // namespace hawser::loader::schema

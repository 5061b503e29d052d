// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"name", kName, kRequired, "", "", "Its name in `hawser status`."},
    KeySpec{"peer", kText, kRequired, "", "", "Name of the `[[peer]]` whose networks it leads to."},
    KeySpec{"uplink", kText, kRequired, "", "",
            "Name of the uplink by which its outer packets leave: without that one's carrier it is down."},
    KeySpec{"interface", kText, kRequired, "", "",
            "The interface: any of layer 3, such as an XFRM interface of strongSwan, a WireGuard or tun "
            "device; not GRE and not Ethernet. "
            "Addresses on it are nobody's business; routes over it are not needed."},
    KeySpec{"tier", kInteger, kOptional, "1", "1..4", "As of an endpoint."},
    KeySpec{"weight", kInteger, kOptional, "see weight of [[peer]]", "1..1000",
            "Share of new flows within the tier."},
    KeySpec{"tags", kTextList, kOptional, "none", "",
            "As of an endpoint; its peer's and its uplink's are its own too."},
    KeySpec{"probe", kTables, kOptional, "the peer's", "", "Keys that differ from `[peer.probe]`."},
    KeySpec{"path", kTable, kOptional, "the peer's", "", "Keys that differ."},
    KeySpec{"auth", kTable, kForeign, "", "",
            "another program has negotiated this tunnel; keys are its business"},
};

}  // namespace

const SectionSpec kExternal{"[[tunnel]]",
                            "A tunnel that another program keeps up. It stands beside the tunnels that a "
                            "peer's endpoints make, or in "
                            "place of them: such a peer needs neither `endpoints` nor `[peer.auth]`.",
                            kKeys};

}  // namespace hawser::loader::schema

// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"uplink", kText, kOptional, "every uplink of the peer", "",
            "Name of the uplink whose tunnels these keys are for."},
    KeySpec{"endpoint", kText, kOptional, "every endpoint", "", "Name or address of the endpoint."},
    KeySpec{"tier", kInteger, kOptional, "the endpoint's", "1..4", "As in `endpoints`."},
    KeySpec{"weight", kInteger, kOptional, "the endpoint's", "1..1000", "As in `endpoints`."},
    KeySpec{"initiate", kChoice, kOptional, "the endpoint's", "auto|always|never", "As in `endpoints`."},
    KeySpec{"tags", kTextList, kOptional, "none", "", "Further ones, as in `endpoints`."},
    KeySpec{"auth", kTable, kOptional, "the endpoint's", "", "Keys that differ."},
    KeySpec{"probe", kTables, kOptional, "the endpoint's", "", "Keys that differ."},
    KeySpec{"path", kTable, kOptional, "the endpoint's", "", "Keys that differ."},
    KeySpec{"name", kText, kForeign, "", "",
            "a tunnel is named after its peer and uplink; say uplink or endpoint"},
    KeySpec{"networks", kPrefixList, kLater, "", "", "Selectors of one tunnel."},
    KeySpec{"local_networks", kPrefixList, kLater, "", "", "Selectors of one tunnel."},
    KeySpec{"inner_address", kAddress, kLater, "", "", "Inner addresses of one tunnel."},
};

}  // namespace

const SectionSpec kTunnel{"[[peer.tunnel]]", "What differs for some of a peer's tunnels. Later ones win.",
                          kKeys};

}  // namespace hawser::loader::schema

// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"address", kEndpointAddress, kRequired, "", "",
            "The peer's outer address; its name in DNS (with a dot), see `[dns]`; or `any`: the tunnel waits "
            "for a peer that "
            "proves `remote_id`, wherever it comes from."},
    KeySpec{"name", kName, kOptional, "its address", "", "What `[[peer.tunnel]]` calls it."},
    KeySpec{"uplinks", kTextList, kOptional, "the peer's", "",
            "Names of the uplinks that reach it, where not all do: a line of the provider's own leads to an "
            "address of its own."},
    KeySpec{"tier", kInteger, kOptional, "1", "1..4",
            "Only tunnels of the lowest tier that has a usable one take new flows."},
    KeySpec{"weight", kInteger, kOptional, "see weight of [[peer]]", "1..1000",
            "Share of new flows within the tier."},
    KeySpec{"initiate", kChoice, kOptional, "the peer's", "auto|always|never",
            "As in `[[peer]]`; `any` never initiates."},
    KeySpec{"tags", kTextList, kOptional, "none", "",
            "Names by which `hawser drain --tag` finds its tunnels; they have the peer's and their uplink's "
            "too."},
    KeySpec{"auth", kTable, kOptional, "the peer's", "", "Keys that differ from `[peer.auth]`."},
    KeySpec{"probe", kTables, kOptional, "the peer's", "", "Keys that differ from `[peer.probe]`."},
    KeySpec{"path", kTable, kOptional, "the peer's", "", "Keys that differ."},
    KeySpec{"port", kInteger, kLater, "", "", "IKE ports other than 500 and 4500."},
};

}  // namespace

const SectionSpec kEndpoint{"endpoints of [[peer]]", "An outer address of the peer.", kKeys};

}  // namespace hawser::loader::schema

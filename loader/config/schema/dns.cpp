// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"servers", kAddressList, kOptional, "those of /etc/resolv.conf", "",
            "Name servers; at most one IPv4 and one IPv6 address. They are asked from each uplink's address "
            "and by that "
            "uplink, never by a tunnel; where all of /etc/resolv.conf are on this machine (127.0.0.53), as "
            "its routes go: "
            "then name servers here if a peer's networks are 0.0.0.0/0."},
    KeySpec{
        "interval", kDuration, kOptional, "\"5m\"", "5s..1d",
        "A name is asked for again when its TTL is over, but at least this often, and at once when its peer "
        "cannot be reached."},
};

}  // namespace

const SectionSpec kDns{"[dns]", "How endpoints that are names are resolved.", kKeys};

}  // namespace hawser::loader::schema

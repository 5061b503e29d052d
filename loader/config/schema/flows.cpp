// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{
        "capacity", kInteger, kOptional, "262144", "1024..4194304",
        "Proven flows, seen in both directions, that can be pinned at a time, of each address family and "
        "over "
        "all peers. None gives way to another: where the table is full, a flow stays among the new ones, of "
        "which an eighth as many (at least 16384) can be pinned besides, and the least recently used gives "
        "way. A flow takes about 150 bytes of kernel memory, the tables are made at once, and a restart with "
        "another capacity keeps the flows."},
    KeySpec{"unanswered", kDuration, kOptional, "\"60s\"", "1s..1h",
            "How long a flow that has not been answered keeps its pin without a packet."},
    KeySpec{"tcp", kDuration, kOptional, "\"124m\"", "1s..7d",
            "Likewise an established TCP connection: the least that RFC 5382, REQ-5 allows a translator."},
    KeySpec{"tcp_closed", kDuration, kOptional, "\"10s\"", "1s..1h",
            "Likewise a TCP connection that both sides have closed, or one has reset."},
    KeySpec{"udp", kDuration, kOptional, "\"5m\"", "1s..7d",
            "Likewise an answered UDP or UDP-Lite flow: what RFC 4787, REQ-5 recommends."},
    KeySpec{"sctp", kDuration, kOptional, "\"124m\"", "1s..7d", "Likewise an SCTP association."},
    KeySpec{"icmp", kDuration, kOptional, "\"60s\"", "1s..1h",
            "Likewise an answered ICMP query: the least that RFC 5508, REQ-2 allows."},
    KeySpec{"other", kDuration, kOptional, "\"10m\"", "1s..7d", "Likewise other protocols."},
};

}  // namespace

const SectionSpec kFlows{"[flows]", "The flow table.", kKeys};

}  // namespace hawser::loader::schema

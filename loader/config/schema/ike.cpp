// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"rekey_time", kDuration, kOptional, "\"4h\"", "0s..365d",
            "Age at which an IKE SA gets new keys. `\"0s\"`: we leave that to the peer."},
    KeySpec{"over_time", kDuration, kOptional, "a tenth of rekey_time", "1s..365d",
            "So long after `rekey_time` an IKE SA that could not be rekeyed is deleted."},
    KeySpec{"rand_time", kDuration, kOptional, "over_time, at most half of rekey_time", "0s..365d",
            "At random up to so much is taken off `rekey_time`, so that gateways do not come in step."},
    KeySpec{"reauth_time", kDuration, kOptional, "\"0s\"", "0s..365d",
            "Age, less up to a tenth, at which an IKE SA is replaced by one with a new authentication; the "
            "new one carries before the old one goes. Only tunnels that initiate do so. `\"0s\"`: never."},
    KeySpec{"childless", kChoice, kOptional, "\"allow\"", "allow|prefer",
            "`prefer` authenticates first and makes the Child SA by an exchange of its own, with a key "
            "exchange of its own if the proposals have one, where the peer can do that (RFC 6023). `allow` "
            "accepts that from the peer."},
    KeySpec{"fragmentation", kBoolean, kOptional, "true", "",
            "Whether large IKE messages go in fragments of their own (RFC 7383) where the peer can do that "
            "too."},
    KeySpec{
        "fragment_size", kInteger, kOptional, "1280", "576..9000",
        "The largest IP packet that such a fragment makes, in bytes. Where it gets no answer, 1280 and 576 "
        "are tried."},
    KeySpec{"nat_keepalive", kDuration, kOptional, "\"20s\"", "0s..1h",
            "Behind a NAT, a packet of one byte goes to the peer when IKE has sent nothing for so long "
            "(RFC 3948), so that the NAT keeps its mapping. `\"0s\"`: never."},
    KeySpec{
        "liveness", kDuration, kOptional, "\"10s\"", "0s..1h",
        "When nothing has come from the peer for so long, neither IKE nor ESP, an empty IKE message asks it "
        "whether it lives. `[peer.probe]` notices a dead tunnel sooner; a hub with thousands of tunnels may "
        "want to ask less often. `\"0s\"`: never."},
    KeySpec{
        "mobike", kBoolean, kOptional, "true", "",
        "Whether an IKE SA and its Child SAs go on when the address of the uplink changes, where the peer "
        "can do that too (RFC 4555). They never go over to another uplink."},
    KeySpec{
        "window_size", kInteger, kOptional, "1", "1..16",
        "How many requests the peer may send before it has had our answers (RFC 7296, 2.3): more than one is "
        "told to it. How many it takes from us is its own to say."},
    KeySpec{"life_time", kText, kForeign, "", "", "an IKE SA ends over_time after its rekey_time"},
    KeySpec{"proposals", kText, kForeign, "", "", "it is ike_proposals in [[peer]]"},
};

}  // namespace

const SectionSpec kIke{
    "[peer.ike]",
    "How long IKE SAs live, and how they are carried. Names and meanings are those of swanctl.conf(5).",
    kKeys};

}  // namespace hawser::loader::schema

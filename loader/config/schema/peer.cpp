// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"name", kName, kRequired, "", "",
            "Its bundle interface is `hawser-NAME`, shortened to 15 characters."},
    KeySpec{"networks", kPrefixList, kRequired, "", "",
            "What lies behind the peer; `0.0.0.0/0` means everything that no other peer has. Two peers' "
            "networks must not "
            "overlap otherwise."},
    KeySpec{"local_networks", kPrefixList, kRequired, "", "",
            "What of our side may use the tunnels; with `networks` it makes the traffic selectors."},
    KeySpec{"endpoints", kTableList, kOptional, "none: then it needs a [[tunnel]]", "",
            "The peer's addresses; each uplink has a tunnel to each of them."},
    KeySpec{"uplinks", kTextList, kOptional, "all uplinks", "",
            "Names of the uplinks that have tunnels to this peer."},
    KeySpec{"initiate", kChoice, kOptional, "\"auto\"", "auto|always|never",
            "Who opens the IKE SAs. `auto` initiates and also answers; `always` initiates and keeps its own "
            "SA where both "
            "sides did; `never` only answers."},
    KeySpec{"fail", kChoice, kOptional, "\"closed\"", "closed|open",
            "What happens to packets while no tunnel is usable: dropped and counted. With `\"open\"` they "
            "leave in "
            "the clear, by whatever route the kernel has; `hawserd` and `hawser status` warn of it."},
    KeySpec{
        "failback", kChoice, kOptional, "\"sticky\"", "sticky|immediate|drain",
        "What live flows on a worse tier do when a better one is usable again: stay, move at once, or have "
        "`failback_after` to end by themselves before they move. New flows take the better tier in any "
        "case."},
    KeySpec{"failback_after", kDuration, kOptional, "\"5m\"", "1s..7d",
            "With `failback = \"drain\"`: how long the better tier has to be usable before they move."},
    KeySpec{
        "failover_loss", kPercentage, kOptional, "none", "0%..100%",
        "A tunnel whose probes lose more than this, such as `\"30%\"`, is set aside as if it were down, as "
        "long as another one carries; see policies.md."},
    KeySpec{
        "failback_clear", kDuration, kOptional, "\"5m\"", "1s..7d",
        "With `failover_loss`: how long a tunnel that was set aside, or was down, has to be without a loss "
        "before it takes flows again."},
    KeySpec{"gateway_traffic", kChoice, kOptional, "\"tunnel\"", "tunnel|direct",
            "Whether the gateway's own packets to these networks use the tunnels."},
    KeySpec{
        "weight", kChoice, kOptional, "\"bandwidth\"", "bandwidth|equal|auto",
        "How tunnels without a weight of their own are weighted: by their uplinks' bandwidth, all the same, "
        "or by bandwidth and load: `auto` gives fewer new flows to an uplink that is near its bandwidth."},
    KeySpec{
        "tags", kTextList, kOptional, "none", "",
        "Names by which `hawser drain --tag` finds all its tunnels, and `hawser failover --tag` the peer."},
    KeySpec{"ike_proposals", kTextList, kOptional, "hawserd's defaults", "",
            "IKE proposals in strongSwan's notation, best first: "
            "`aes256gcm16-prfsha384-x25519-ke1_mlkem768`; see key-exchange.md."},
    KeySpec{"esp_proposals", kTextList, kOptional, "hawserd's defaults", "",
            "ESP proposals likewise: `aes256gcm16-esn`."},
    KeySpec{"encap", kBoolean, kOptional, "false", "", "Encapsulate ESP in UDP even where no NAT was found."},
    KeySpec{"ike", kTable, kOptional, "", "",
            "How long its IKE SAs live, how they begin, and how they are carried."},
    KeySpec{"esp", kTable, kOptional, "", "", "How long its Child SAs live."},
    KeySpec{
        "redirect", kBoolean, kOptional, "true", "",
        "Follow a gateway that sends us to another one (RFC 5685). The other one must prove `remote_id`, and "
        "each tunnel stays on its uplink."},
    KeySpec{
        "max_redirects", kInteger, kOptional, "5", "1..255",
        "So many redirects of a tunnel are followed within five minutes, no more: two gateways may send it "
        "to and fro."},
    KeySpec{"redirect_to", kPrefixList, kOptional, "anywhere", "",
            "Networks or addresses in which the other gateway must be."},
    KeySpec{
        "redirect_names", kTextList, kOptional, "none: names are not followed", "",
        "Gateways that may be named by a domain name, each with its address: `gw2.example=203.0.113.30`. No "
        "DNS is asked."},
    KeySpec{
        "resumption", kBoolean, kOptional, "false", "",
        "Resume an IKE SA that was lost by a ticket (RFC 5723): fewer computations, and no new key exchange. "
        "Both sides must want it."},
    KeySpec{"request_addresses", kTextList, kOptional, "none", "",
            "Ask the peer for an inner address: `ipv4`, `ipv6` or both. Our side of each tunnel is then its "
            "address instead of `local_networks`, and the address stands on the tunnel's interface."},
    KeySpec{"pools", kTextList, kOptional, "none", "",
            "Names of `[[pool]]`s, one of a family, from which the peer gets an inner address if it asks. "
            "Its side "
            "of the tunnels is then this address instead of `networks`."},
    KeySpec{"auth", kTable, kOptional, "", "",
            "How we and the peer prove who we are; an endpoint or a tunnel may differ."},
    KeySpec{"probe", kTables, kOptional, "no probes: IKE alone tells whether a tunnel is up", "",
            "How the tunnels' paths are probed; an endpoint or a tunnel may differ."},
    KeySpec{"path", kTable, kOptional, "", "",
            "How several probes are combined, and what becomes of a tunnel that flaps."},
    KeySpec{"rule", kTableList, kOptional, "", "",
            "What some traffic prefers or needs; the first that fits a flow's first packet counts."},
    KeySpec{"tunnel", kTableList, kOptional, "", "",
            "What differs for one uplink, one endpoint, or one pair of them."},
    KeySpec{"bandwidth", kBandwidth, kForeign, "", "",
            "bandwidth belongs to an [[uplink]]; a tunnel may have a weight"},
    KeySpec{"address", kAddress, kForeign, "", "", "write endpoints = [{ address = \"...\" }]"},
    KeySpec{"endpoint", kAddress, kForeign, "", "", "write endpoints = [{ address = \"...\" }]"},
    KeySpec{"remote_addrs", kAddress, kForeign, "", "", "write endpoints = [{ address = \"...\" }]"},
    KeySpec{"local_addrs", kAddress, kForeign, "", "", "our address is the [[uplink]]'s"},
    KeySpec{"remote_ts", kText, kForeign, "", "", "it is called networks here"},
    KeySpec{"local_ts", kText, kForeign, "", "", "it is called local_networks here"},
    KeySpec{"proposals", kText, kForeign, "", "", "it is called ike_proposals here"},
    KeySpec{"if_id_in", kText, kForeign, "", "", "hawserd chooses interface ids itself"},
    KeySpec{"if_id_out", kText, kForeign, "", "", "hawserd chooses interface ids itself"},
    KeySpec{"dpd_delay", kText, kForeign, "", "",
            "tunnels are watched by [peer.probe]; for IKE it is liveness in [peer.ike]"},
    KeySpec{"dpd_timeout", kText, kForeign, "", "",
            "tunnels are watched by [peer.probe]; for IKE it is liveness in [peer.ike]"},
    KeySpec{"rekey_time", kText, kForeign, "", "",
            "it belongs in [peer.ike] for the IKE SA, in [peer.esp] for Child SAs"},
    KeySpec{"rand_time", kText, kForeign, "", "",
            "it belongs in [peer.ike] for the IKE SA, in [peer.esp] for Child SAs"},
    KeySpec{"reauth_time", kText, kForeign, "", "", "it belongs in [peer.ike]"},
    KeySpec{"over_time", kText, kForeign, "", "", "it belongs in [peer.ike]"},
    KeySpec{"childless", kText, kForeign, "", "", "it belongs in [peer.ike]"},
    KeySpec{"life_time", kText, kForeign, "", "", "it belongs in [peer.esp]"},
    KeySpec{"children", kText, kForeign, "", "", "what swanctl says of children stands in [peer.esp]"},
    KeySpec{"psk_file", kText, kForeign, "", "", "it belongs in [peer.auth]"},
    KeySpec{"local_id", kText, kForeign, "", "", "it belongs in [peer.auth]"},
    KeySpec{"remote_id", kText, kForeign, "", "", "it belongs in [peer.auth]"},
};

}  // namespace

const SectionSpec kPeer{"[[peer]]", "A remote site, reached by one tunnel per uplink and endpoint.", kKeys};

}  // namespace hawser::loader::schema

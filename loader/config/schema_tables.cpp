// SPDX-License-Identifier: BSD-2-Clause
// The keys of the configuration file: what is not in these tables is refused, and docs/configuration.md is
// made from them.
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kTopKeys{
    KeySpec{"forwarding", kChoice, kOptional, "\"auto\"", "auto|fast|stack",
            "How forwarded packets go. `fast` redirects them in eBPF and skips netfilter; `stack` shows "
            "every packet to "
            "netfilter; `auto` takes `fast` only where no netfilter forward rule would be skipped."},
    KeySpec{
        "interfaces", kChoice, kOptional, "\"each\"", "each|shared",
        "Whether every peer and every tunnel has an XFRM interface of its own, or all of them share "
        "`hawser-hub`: for a hub with thousands of tunnels, from Linux 6.2 on. Where it is shared, packets "
        "towards peers always take the stack."},
    KeySpec{"control_socket", kText, kOptional, "\"/run/hawser/hawser.sock\"", "",
            "Unix socket on which `hawserd` answers `hawser`; an absolute path of at most 107 characters."},
    KeySpec{"log_level", kChoice, kOptional, "\"info\"", "error|warning|info|debug",
            "How much `hawserd` logs."},
    KeySpec{"silence", kDuration, kOptional, "\"2s\"", "0s..1h",
            "A tunnel by which answered flows send for so long without anything coming back, while another "
            "of its "
            "peer's tunnels answers, is left by its flows at once, whatever the probes say. \"0s\": probes "
            "and IKE "
            "alone decide."},
    KeySpec{
        "state_directory", kText, kOptional, "\"/var/lib/hawser\"", "",
        "Folder for the two secrets by which this gateway knows after a restart what it has promised before: "
        "`crash.secret` and `ticket.secret`, made at the first start with mode 0600. Who has them can end "
        "our SAs, and read sessions that were resumed."},
    KeySpec{"quick_crash_detection", kBoolean, kOptional, "true", "",
            "Give peers the token by which they know at once that this gateway has lost its SAs (RFC 6290). "
            "Switch it off where several gateways share an address and a state directory."},
    KeySpec{"uplink", kTableList, kRequired, "", "", "One `[[uplink]]` for each WAN interface."},
    KeySpec{"lan", kTable, kOptional, "", "", "The inside of the gateway."},
    KeySpec{"flows", kTable, kOptional, "", "", "The flow table."},
    KeySpec{"xdp", kTable, kOptional, "", "", "The accelerator on uplinks and LANs."},
    KeySpec{"stamp", kTable, kOptional, "", "", "The STAMP reflector on the tunnels."},
    KeySpec{"debug", kTable, kOptional, "", "", "What is for finding faults alone."},
    KeySpec{"pool", kTableList, kOptional, "", "", "Inner addresses for peers that ask for one."},
    KeySpec{"peer", kTableList, kRequired, "", "", "One `[[peer]]` for each remote site."},
    KeySpec{"tunnel", kTableList, kLater, "", "",
            "External tunnels: interfaces that another program keeps up."},
    KeySpec{"network", kTable, kForeign, "", "",
            "networks belong to a [[peer]]: networks = [\"10.2.0.0/16\"]"},
    KeySpec{"connections", kTable, kForeign, "", "", "swanctl's connections are written as [[peer]] here"},
    KeySpec{"secrets", kTable, kForeign, "", "", "keys stand in files of their own: psk_file in [peer.auth]"},
};

constexpr std::array kLanKeys{
    KeySpec{"interfaces", kTextList, kRequired, "", "",
            "Interfaces behind which the local networks are; packets that enter here may be forwarded fast."},
};

constexpr std::array kFlowsKeys{
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

constexpr std::array kXdpKeys{
    KeySpec{"mode", kChoice, kOptional, "\"auto\"", "auto|off|native|generic",
            "How the XDP programs are attached. `auto` is native where the driver can, and nothing where it "
            "cannot or where it would make things worse. Whatever it is, the same packets pass."},
    KeySpec{
        "spread", kChoice, kOptional, "\"auto\"", "auto|on|off",
        "Whether packets are given to other CPUs: ESP by its SPI, the LAN's by flow. `auto` does it where "
        "an interface has fewer receive queues than there are CPUs."},
    KeySpec{"ike_init_rate", kInteger, kOptional, "50", "0..1000000",
            "IKE_SA_INIT requests a second that XDP lets in from one source; 0: as many as come."},
    KeySpec{"ike_init_burst", kInteger, kOptional, "200", "1..1000000", "So many of them at once."},
};

constexpr std::array kStampKeys{
    KeySpec{
        "reflector", kChoice, kOptional, "\"on\"", "on|off",
        "Whether peers may measure their tunnels to us: requests to the gateway's own inner addresses are "
        "answered by the tunnel on which they came."},
    KeySpec{"port", kInteger, kOptional, "862", "1..65535", "UDP port of the requests."},
    KeySpec{"mode", kChoice, kOptional, "\"unauthenticated\"", "unauthenticated|authenticated",
            "Which requests are answered; those of the other mode are not. Authenticated ones carry an HMAC "
            "under the key of `key_file`, and `hawserd` answers them instead of the kernel."},
    KeySpec{"key_file", kText, kOptional, "required in authenticated mode", "",
            "File with the key of the HMAC, as for `psk_file`."},
    KeySpec{"sequence", kChoice, kOptional, "\"stateless\"", "stateless|stateful",
            "Whether answers repeat the requests' sequence numbers, or `hawserd` counts its answers in each "
            "session, so that the sender can tell losses on its way from losses on ours."},
    KeySpec{"key", kText, kForeign, "", "",
            "keys stand in files of their own: key_file = \"/etc/hawser/stamp.key\""},
};

constexpr std::array kDebugKeys{
    KeySpec{"key_log", kText, kOptional, "off", "",
            "A folder in which hawserd writes the keys of all SAs as Wireshark reads them: "
            "`ikev2_decryption_table` and `esp_sa`, of mode 0600. Whoever reads them can read the traffic; "
            "`hawserd` and `hawser status` warn of it. An absolute path."},
};

constexpr std::array kUplinkKeys{
    KeySpec{"name", kName, kRequired, "", "", "Its name in tunnels' names and in `hawser status`."},
    KeySpec{"interface", kText, kRequired, "", "", "The network interface, as in `ip link`."},
    KeySpec{"address", kAddressList, kOptional, "taken from the interface", "",
            "Outer address of its tunnels; at most one IPv4 and one IPv6 address."},
    KeySpec{"gateway", kAddressList, kOptional, "by the interface's default routes", "",
            "Next hop of its tunnels' outer packets; at most one IPv4 and one IPv6 address."},
    KeySpec{"bandwidth", kBandwidth, kOptional, "unknown: all uplinks weigh the same", "1kbit..1000Tbit",
            "Upstream bandwidth. New flows are spread over the tunnels of a tier in this proportion."},
    KeySpec{"hotplug", kBoolean, kOptional, "false", "",
            "The interface may be absent when `hawserd` starts (PPPoE, LTE): its tunnels are down until it "
            "appears. "
            "Otherwise a missing interface is an error."},
    KeySpec{"weight", kInteger, kForeign, "", "",
            "an uplink's weight is its bandwidth; a tunnel's stands in [[peer.tunnel]]"},
};

constexpr std::array kPeerKeys{
    KeySpec{"name", kName, kRequired, "", "",
            "Its bundle interface is `hawser-NAME`, shortened to 15 characters."},
    KeySpec{"networks", kPrefixList, kRequired, "", "",
            "What lies behind the peer; `0.0.0.0/0` means everything that no other peer has. Two peers' "
            "networks must not "
            "overlap otherwise."},
    KeySpec{"local_networks", kPrefixList, kRequired, "", "",
            "What of our side may use the tunnels; with `networks` it makes the traffic selectors."},
    KeySpec{"endpoints", kTableList, kRequired, "", "",
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
    KeySpec{"gateway_traffic", kChoice, kOptional, "\"tunnel\"", "tunnel|direct",
            "Whether the gateway's own packets to these networks use the tunnels."},
    KeySpec{"weight", kChoice, kOptional, "\"bandwidth\"", "bandwidth|equal",
            "How tunnels without a weight of their own are weighted: by their uplinks' bandwidth, or all the "
            "same."},
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
            "Ask the peer for an inner address: `ipv4`, `ipv6` or both. Our side of the tunnels is then this "
            "address instead of `local_networks`."},
    KeySpec{"pools", kTextList, kOptional, "none", "",
            "Names of `[[pool]]`s, one of a family, from which the peer gets an inner address if it asks. "
            "Its side "
            "of the tunnels is then this address instead of `networks`."},
    KeySpec{"auth", kTable, kOptional, "", "",
            "How we and the peer prove who we are; an endpoint or a tunnel may differ."},
    KeySpec{"probe", kTable, kOptional, "no probes: IKE alone tells whether a tunnel is up", "",
            "How the tunnels' paths are probed; an endpoint or a tunnel may differ."},
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
            "liveness is watched by [peer.probe]: interval, lost and window"},
    KeySpec{"dpd_timeout", kText, kForeign, "", "",
            "liveness is watched by [peer.probe]: interval, lost and window"},
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

constexpr std::array kIkeKeys{
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
        "mobike", kBoolean, kOptional, "true", "",
        "Whether an IKE SA and its Child SAs go on when the address of the uplink changes, where the peer "
        "can do that too (RFC 4555). They never go over to another uplink."},
    KeySpec{"life_time", kText, kForeign, "", "", "an IKE SA ends over_time after its rekey_time"},
    KeySpec{"proposals", kText, kForeign, "", "", "it is ike_proposals in [[peer]]"},
};

constexpr std::array kEspKeys{
    KeySpec{"rekey_time", kDuration, kOptional, "\"1h\"", "0s..365d",
            "Age at which a Child SA gets new keys. `\"0s\"`: we leave that to the peer."},
    KeySpec{"life_time", kDuration, kOptional, "a tenth above rekey_time", "1s..365d",
            "Age at which a Child SA that could not be rekeyed ends."},
    KeySpec{"rand_time", kDuration, kOptional, "life_time less rekey_time, at most half of rekey_time",
            "0s..365d", "At random up to so much is taken off `rekey_time`."},
    KeySpec{"rekey_bytes", kBytes, kOptional, "0", "0B..1000000TB",
            "Bytes, in either direction, after which a Child SA gets new keys, less at random up to a tenth; "
            "the kernel counts. 0: no limit."},
    KeySpec{"life_bytes", kBytes, kOptional, "a tenth above rekey_bytes", "1B..1000000TB",
            "Bytes after which the kernel ends a Child SA that could not be rekeyed."},
    KeySpec{"rekey_packets", kCount, kOptional, "0", "0..1000000000000000",
            "Likewise packets. Without extended sequence numbers a Child SA is always rekeyed before they "
            "run out."},
    KeySpec{"life_packets", kCount, kOptional, "a tenth above rekey_packets", "1..1000000000000000",
            "Likewise packets."},
    KeySpec{"rand_bytes", kText, kForeign, "", "", "up to a tenth of rekey_bytes is always taken off"},
    KeySpec{"rand_packets", kText, kForeign, "", "", "up to a tenth of rekey_packets is always taken off"},
    KeySpec{"over_time", kText, kForeign, "", "", "a Child SA ends at its life_time"},
    KeySpec{"proposals", kText, kForeign, "", "", "it is esp_proposals in [[peer]]"},
    KeySpec{"esp_proposals", kText, kForeign, "", "", "it belongs in [[peer]]"},
};

constexpr std::array kEndpointKeys{
    KeySpec{"address", kAddressOrAny, kRequired, "", "",
            "The peer's outer address, or `any`: the tunnel waits for a peer that proves `remote_id`, "
            "wherever it comes from."},
    KeySpec{"name", kName, kOptional, "its address", "", "What `[[peer.tunnel]]` calls it."},
    KeySpec{"tier", kInteger, kOptional, "1", "1..4",
            "Only tunnels of the lowest tier that has a usable one take new flows."},
    KeySpec{"weight", kInteger, kOptional, "see weight of [[peer]]", "1..1000",
            "Share of new flows within the tier."},
    KeySpec{"initiate", kChoice, kOptional, "the peer's", "auto|always|never",
            "As in `[[peer]]`; `any` never initiates."},
    KeySpec{"auth", kTable, kOptional, "the peer's", "", "Keys that differ from `[peer.auth]`."},
    KeySpec{"probe", kTable, kOptional, "the peer's", "", "Keys that differ from `[peer.probe]`."},
    KeySpec{"port", kInteger, kLater, "", "", "IKE ports other than 500 and 4500."},
};

constexpr std::array kAuthKeys{
    KeySpec{"psk_file", kText, kOptional, "required unless both sides have certificates", "",
            "File with the pre-shared key: text, `0x` and hexadecimal digits, or `0s` and base64. Mode 0600, "
            "owned by root. A "
            "relative path starts at the configuration's folder."},
    KeySpec{
        "cert_file", kText, kOptional, "", "",
        "File with our certificate, PEM or DER, followed by those of the CAs between it and the root: with "
        "it we prove our identity by `key_file`. `{uplink}` as in `local_id`."},
    KeySpec{"key_file", kText, kOptional, "required with cert_file", "",
            "File with the private key of `cert_file`: RSA from 2048 bits, ECDSA P-256, P-384 or P-521, "
            "Ed25519 or "
            "Ed448, without a passphrase. Mode 0600, owned by root."},
    KeySpec{"ca_file", kTextList, kOptional, "", "",
            "Files with CA certificates, each PEM or DER: with them the peer must prove its identity by a "
            "certificate of one of these CAs."},
    KeySpec{"ca_dir", kText, kOptional, "", "",
            "The same as `ca_file` for all files `*.pem`, `*.crt`, `*.cer` and `*.der` of a folder."},
    KeySpec{"crl_file", kTextList, kOptional, "", "",
            "Files with certificate revocation lists, one in each, PEM or DER: what they list is refused."},
    KeySpec{"revocation", kChoice, kOptional, "\"relaxed\"", "relaxed|ifuri|strict",
            "Where no valid CRL covers a certificate of the peer's chain: `relaxed` takes it, `ifuri` "
            "refuses it if "
            "it names a place where CRLs can be had, `strict` refuses it."},
    KeySpec{"signature_authentication", kBoolean, kOptional, "true", "",
            "Use signatures by RFC 7427 where the peer can; `false` for peers that say so and fail."},
    KeySpec{
        "local_id", kText, kOptional, "the certificate's subject, or the uplink's address", "",
        "Our IKE identity: an address, a domain name, user@domain, or a distinguished name. A certificate "
        "must have it. `{uplink}` stands for the uplink's name."},
    KeySpec{
        "remote_id", kText, kOptional, "the endpoint's address", "",
        "The identity that the peer must prove; required for the endpoint `any`. With certificates it may be "
        "a pattern: `*.example`, `C=DE, O=Acme, CN=*`, or `%any` where the endpoint is an address. "
        "`{uplink}` "
        "as in `local_id`."},
    KeySpec{"psk", kText, kForeign, "", "",
            "keys stand in files of their own: psk_file = \"/etc/hawser/NAME.psk\""},
    KeySpec{"secret", kText, kForeign, "", "",
            "keys stand in files of their own: psk_file = \"/etc/hawser/NAME.psk\""},
    KeySpec{"certs", kText, kForeign, "", "", "it is called cert_file here"},
    KeySpec{"cacerts", kText, kForeign, "", "", "it is called ca_file here"},
    KeySpec{"private_key", kText, kForeign, "", "", "it is called key_file here"},
    KeySpec{"auth", kText, kForeign, "", "",
            "cert_file with key_file, ca_file and psk_file say what each side proves itself by"},
};

constexpr std::array kProbeKeys{
    KeySpec{"type", kChoice, kOptional, "\"icmp\"", "icmp|none",
            "`icmp` sends echo requests through the tunnel; `none` leaves the verdict to IKE."},
    KeySpec{"target", kAddress, kOptional, "required for icmp", "",
            "Address inside `networks` that answers; every tunnel of the peer may probe the same one."},
    KeySpec{"source", kAddress, kOptional, "an address of the gateway inside local_networks", "",
            "Address inside `local_networks` from which probes come."},
    KeySpec{"interval", kDuration, kOptional, "\"200ms\"", "10ms..1h",
            "Time between two probes of a tunnel."},
    KeySpec{"timeout", kDuration, kOptional, "\"150ms\", or three quarters of interval", "5ms..1m",
            "A probe without answer for so long is lost."},
    KeySpec{"lost", kInteger, kOptional, "4", "1..64",
            "So many lost probes of the last `window` make the tunnel `down`."},
    KeySpec{"window", kInteger, kOptional, "the same as lost", "1..64",
            "How many probes back are looked at."},
    KeySpec{"good", kInteger, kOptional, "10", "1..1000", "So many answers in a row make it `up` again."},
    KeySpec{"hold", kDuration, kOptional, "\"3s\"", "0s..1h",
            "It stays `down` at least so long, against flapping."},
};

constexpr std::array kTunnelKeys{
    KeySpec{"uplink", kText, kOptional, "every uplink of the peer", "",
            "Name of the uplink whose tunnels these keys are for."},
    KeySpec{"endpoint", kText, kOptional, "every endpoint", "", "Name or address of the endpoint."},
    KeySpec{"tier", kInteger, kOptional, "the endpoint's", "1..4", "As in `endpoints`."},
    KeySpec{"weight", kInteger, kOptional, "the endpoint's", "1..1000", "As in `endpoints`."},
    KeySpec{"initiate", kChoice, kOptional, "the endpoint's", "auto|always|never", "As in `endpoints`."},
    KeySpec{"auth", kTable, kOptional, "the endpoint's", "", "Keys that differ."},
    KeySpec{"probe", kTable, kOptional, "the endpoint's", "", "Keys that differ."},
    KeySpec{"name", kText, kForeign, "", "",
            "a tunnel is named after its peer and uplink; say uplink or endpoint"},
    KeySpec{"networks", kPrefixList, kLater, "", "", "Selectors of one tunnel."},
    KeySpec{"local_networks", kPrefixList, kLater, "", "", "Selectors of one tunnel."},
    KeySpec{"inner_address", kAddress, kLater, "", "", "Inner addresses of one tunnel."},
};

constexpr std::array kPoolKeys{
    KeySpec{"name", kName, kRequired, "", "", "What `pools` of a `[[peer]]` calls it."},
    KeySpec{"addresses", kPrefixList, kRequired, "", "",
            "One network, whose addresses are given out; of more than 65,536 the first so many."},
    KeySpec{"dns", kAddressList, kOptional, "none", "", "Name servers that are told with the address."},
};

}  // namespace

const SectionSpec kTop{"the top level", "Keys outside any table; they stand before the first `[table]`.",
                       kTopKeys};
const SectionSpec kLan{"[lan]", "The inside of the gateway.", kLanKeys};
const SectionSpec kFlows{"[flows]", "The flow table.", kFlowsKeys};
const SectionSpec kXdp{"[xdp]", "The accelerator on uplinks and LANs.", kXdpKeys};
const SectionSpec kStamp{"[stamp]", "The STAMP reflector (RFC 8762) on the tunnels.", kStampKeys};
const SectionSpec kDebug{"[debug]", "What is for finding faults alone.", kDebugKeys};
const SectionSpec kPool{"[[pool]]", "Inner addresses for peers that ask for one.", kPoolKeys};
const SectionSpec kUplink{"[[uplink]]", "A local WAN interface.", kUplinkKeys};
const SectionSpec kPeer{"[[peer]]", "A remote site, reached by one tunnel per uplink and endpoint.",
                        kPeerKeys};
const SectionSpec kIke{
    "[peer.ike]",
    "How long IKE SAs live, and how they are carried. Names and meanings are those of swanctl.conf(5).",
    kIkeKeys};
const SectionSpec kEsp{"[peer.esp]", "How long Child SAs live, likewise.", kEspKeys};
const SectionSpec kEndpoint{"endpoints of [[peer]]", "An outer address of the peer.", kEndpointKeys};
const SectionSpec kAuth{"[peer.auth]", "Authentication; also `auth` of an endpoint or of `[[peer.tunnel]]`.",
                        kAuthKeys};
const SectionSpec kProbe{"[peer.probe]", "Path probes; also `probe` of an endpoint or of `[[peer.tunnel]]`.",
                         kProbeKeys};
const SectionSpec kTunnel{"[[peer.tunnel]]", "What differs for some of a peer's tunnels. Later ones win.",
                          kTunnelKeys};

}  // namespace hawser::loader::schema

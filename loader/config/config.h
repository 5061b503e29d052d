// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/secret_bytes.h"
#include "health/path_config.h"
#include "ike/engine/address_pool.h"
#include "ike/engine/lifetimes.h"
#include "ike/engine/ppk_config.h"
#include "ike/engine/redirect_config.h"
#include "loader/config/metrics_config.h"
#include "loader/config/health_equality.h"
#include "loader/config/ike_equality.h"
#include "loader/config/rule_config.h"
#include "loader/config/stamp_config.h"
#include "loader/config/trust_files.h"
#include "loader/config/xdp_config.h"

namespace hawser::ike {
class Credential;
class TrustStore;
enum class RevocationPolicy : uint8_t;
}  // namespace hawser::ike

namespace hawser::loader {

/// XFRM interface ids are one number space with every other IPsec program of the machine, whose ids are
/// mostly small; ours read `hw` in `ip -d link show type xfrm`.
inline constexpr uint32_t kTunnelIfIdBase = 0x68770000;
inline constexpr uint32_t kBundleIfIdBase = 0x68778000;

/// How forwarded packets go: see the design's rule for `auto`.
enum class ForwardingChoice { kAuto, kFast, kStack };
/// What happens where no tunnel of a peer is usable.
enum class FailChoice { kClosed, kOpen };
/// What the gateway's own packets to a peer's networks do.
enum class GatewayTraffic { kTunnel, kDirect };
/// Whether bundles and tunnels have an XFRM interface each, or all of them one.
enum class InterfacesChoice { kEach, kShared };
enum class InitiateChoice { kAuto, kAlways, kNever };
/// Where the weights of tunnels come from that have none of their own.
enum class WeightChoice { kBandwidth, kEqual, kAuto };
/// What flows on a worse tier do when a better one is usable again.
enum class FailbackChoice { kSticky, kImmediate, kDrain };

/// `[[uplink]]`: a local WAN interface.
struct UplinkConfig {
    std::string name;
    std::string interface;
    /// As configured, at most one of each family, IPv4 first. Empty: they are the interface's, whatever it
    /// has at the time.
    std::vector<IpAddress> addresses;
    /// Likewise; empty: by the interface's default routes, or without gateway where it has none (PPP).
    std::vector<IpAddress> gateways;
    /// The interface may be absent: its tunnels are down until it appears.
    bool hotplug = false;
    /// Asked by the uplink itself, outside the tunnels, to tell a dead provider from a dead peer.
    std::optional<IpAddress> probe_target;
    /// Bits per second; 0: not given, every such uplink weighs the same.
    uint64_t bandwidth = 0;
    /// Downstream, bits per second; 0: not given, and its load in that direction is not judged.
    uint64_t download = 0;
    std::vector<std::string> tags;  ///< ascending

    bool operator==(const UplinkConfig&) const = default;
};

/// `[peer.auth]`; a tunnel or an endpoint may have one of its own.
struct AuthConfig {
    /// The files, with `{uplink}` replaced and where they are; empty: not used.
    std::string psk_file;
    std::string cert_file;
    std::string key_file;
    TrustFiles trust;
    /// What was in them when they were read last. Our proof is the credential where there is one, and the
    /// peer's a certificate of these CAs where there are any; else it is the key.
    std::shared_ptr<const SecretBytes> psk;
    std::shared_ptr<const ike::Credential> credential;
    std::shared_ptr<const ike::TrustStore> authorities;
    ike::RevocationPolicy revocation{};
    /// The files of `ppk.keys`, in the same order.
    std::vector<std::string> ppk_files;
    ike::PpkConfig ppk;
    /// Signatures by RFC 7427 where the peer has it too.
    bool signature_authentication = true;
    /// `{uplink}` already replaced. Empty: the certificate's subject, or the tunnel's outer address at our
    /// end.
    std::string local_id;
    /// Where not configured, the endpoint's address; never empty.
    std::string remote_id;

    /// The same files, read anew, are not equal: their contents are compared by what they are, not by what
    /// they say.
    bool operator==(const AuthConfig&) const = default;
};

/// One tunnel, uplink x endpoint, with every inheritance resolved.
struct TunnelConfig {
    /// 1 up to HW_MAX_TUNNELS - 1, in the order of the file: stable across restarts of an unchanged file, and
    /// across a reload by keep_ids().
    uint32_t id = 0;
    uint32_t if_id = 0;          ///< kTunnelIfIdBase + id
    std::string name;            ///< `pop/wan1`, to the second endpoint `pop/wan1/2`
    std::string interface_name;  ///< of its XFRM interface, at most 15 characters
    std::string uplink;
    /// Absent: not known yet where there is an endpoint_host, none of an external tunnel, and else
    /// `address = "any"`, a responder's tunnel, recognised by auth.remote_id.
    std::optional<IpAddress> endpoint;
    /// A name in DNS in place of an address; `endpoint` is then what it has been resolved to last.
    std::string endpoint_host;
    /// `[[tunnel]]`: somebody else keeps the interface up, and IKE has nothing to do with it.
    bool external = false;
    unsigned tier = 1;  ///< 1..4
    uint32_t weight = 1;
    /// Ascending: its peer's, its endpoint's, its uplink's and its own.
    std::vector<std::string> tags;
    AuthConfig auth;
    /// None: the tunnel is judged by IKE alone (and `hawserd --check` says so). A source that is absent is an
    /// address of the gateway inside local_networks.
    std::vector<health::ProbeConfig> probes;
    health::PathSettings path;
    InitiateChoice initiate = InitiateChoice::kAuto;

    [[nodiscard]] bool waits_for_anybody() const { return !external && !endpoint && endpoint_host.empty(); }
    bool operator==(const TunnelConfig&) const = default;
};

/// How IKE copes with what is between us and a peer.
struct PathOptions {
    bool fragmentation = true;
    uint16_t fragment_size = 1280;                      ///< bytes of IP packet
    Duration nat_keepalive = std::chrono::seconds(20);  ///< zero: never
    Duration liveness = std::chrono::seconds(10);       ///< zero: never
    bool mobike = true;
    uint32_t window_size = 1;  ///< requests of the peer at a time

    bool operator==(const PathOptions&) const = default;
};

struct PeerConfig {
    uint32_t id = 0;  ///< bundle id, 1 up to HW_MAX_BUNDLES - 1; as stable as a tunnel's
    std::string name;
    std::string interface_name;  ///< of the bundle interface: `hawser-<name>`, at most 15 characters
    uint32_t bundle_if_id = 0;   ///< kBundleIfIdBase + id
    std::vector<IpPrefix> networks;
    std::vector<IpPrefix> local_networks;
    FailChoice fail = FailChoice::kClosed;
    FailbackChoice failback = FailbackChoice::kSticky;
    /// kDrain: so long the flows of a worse tier have to end by themselves.
    Duration failback_after = std::chrono::minutes(5);
    std::vector<std::string> tags;  ///< ascending
    /// Weights follow the uplinks' load.
    bool weight_by_load = false;
    /// A tunnel that loses more of its probes, in percent, is set aside; 0: none is.
    double failover_loss = 0;
    /// Until so long has passed without a loss.
    Duration failback_clear = std::chrono::minutes(5);
    GatewayTraffic gateway_traffic = GatewayTraffic::kTunnel;
    std::string ike_proposals;  ///< strongSwan's notation, comma separated; empty: our defaults
    std::string esp_proposals;
    bool encap = false;  ///< UDP encapsulation even without a NAT
    ike::ChildLifetime child_lifetime;
    ike::IkeLifetime ike_lifetime;
    Duration reauth_time{};  ///< zero: never
    bool childless = false;  ///< we begin without a Child SA where the peer can do that
    ike::RedirectConfig redirect;
    PathOptions path;
    bool resumption = false;  ///< RFC 5723, in both roles
    std::vector<Family> request_addresses;
    std::vector<std::string> pools;  ///< of Config::pools
    std::vector<TunnelConfig> tunnels;
    std::vector<RuleConfig> rules;  ///< the first that fits counts

    bool operator==(const PeerConfig&) const = default;
};

/// `[flows]`
struct FlowsConfig {
    /// Proven flows of each family.
    uint32_t capacity = 262144;
    /// A pin that has seen nothing for so long counts as not there.
    Duration unanswered = std::chrono::seconds(60);
    Duration tcp = std::chrono::minutes(124);
    Duration tcp_closed = std::chrono::seconds(10);
    Duration udp = std::chrono::minutes(5);
    Duration sctp = std::chrono::minutes(124);
    Duration icmp = std::chrono::seconds(60);
    Duration other = std::chrono::minutes(10);

    bool operator==(const FlowsConfig&) const = default;
};

/// `[dns]`: how endpoints that are names are resolved.
struct DnsConfig {
    /// Empty: those of /etc/resolv.conf.
    std::vector<IpAddress> servers;
    /// A name is asked for again when its TTL is over, but at least this often.
    Duration interval = std::chrono::minutes(5);

    bool operator==(const DnsConfig&) const = default;
};

struct Config {
    std::string file;  ///< where it was read from
    ForwardingChoice forwarding = ForwardingChoice::kAuto;
    InterfacesChoice interfaces = InterfacesChoice::kEach;
    std::string control_socket = "/run/hawser/hawser.sock";
    std::string log_level = "info";
    std::string key_log;  ///< a folder; empty: keys are not written
    std::string state_directory = "/var/lib/hawser";
    bool quick_crash_detection = true;
    std::vector<ike::AddressPoolConfig> pools;
    FlowsConfig flows;
    /// A tunnel on which answered flows send for so long without an answer, while another of its peer's
    /// answers, is not used by the programs; 0: they do not judge.
    Duration silence = std::chrono::seconds(2);
    XdpConfig xdp;
    StampConfig stamp;
    MetricsConfig metrics;
    DnsConfig dns;
    std::vector<UplinkConfig> uplinks;
    std::vector<std::string> lan_interfaces;
    std::vector<PeerConfig> peers;
};

}  // namespace hawser::loader

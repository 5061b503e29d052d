// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loader/config/config.h"
#include "loader/config/diagnostic.h"

namespace hawser::loader {

// What stands in the file, each value with its place, before defaults and inheritance are applied.

template <typename T>
using Maybe = std::optional<Located<T>>;

/// Handed down on its own: an endpoint with another `psk_file` is no wish to do without the PPK.
struct PpkDraft {
    std::vector<Located<std::string>> files;
    std::vector<Located<std::string>> ids;
    Maybe<ike::PpkUse> use;

    [[nodiscard]] bool given() const { return !files.empty() || !ids.empty() || use; }
};

struct AuthDraft {
    Location where;
    Maybe<std::string> psk_file;
    Maybe<std::string> cert_file;
    Maybe<std::string> key_file;
    std::vector<Located<std::string>> ca_files;
    Maybe<std::string> ca_dir;
    std::vector<Located<std::string>> crl_files;
    Maybe<ike::RevocationPolicy> revocation;
    Maybe<bool> signature_authentication;
    PpkDraft ppk;
    Maybe<std::string> local_id;
    Maybe<std::string> remote_id;

    /// Says anything of keys and certificates: then it says everything of them, and inherits nothing.
    [[nodiscard]] bool has_proofs() const {
        return psk_file || cert_file || key_file || !ca_files.empty() || ca_dir || !crl_files.empty() ||
               revocation || signature_authentication;
    }
};

struct ProbeDraft {
    Location where;
    Maybe<size_t> type;  ///< its place in the schema's list of words
    Maybe<IpAddress> target;
    Maybe<IpAddress> source;
    Maybe<Duration> interval;
    Maybe<Duration> timeout;
    Maybe<Duration> retry;
    Maybe<unsigned> lost;
    Maybe<unsigned> window;
    Maybe<unsigned> good;
    Maybe<Duration> hold;
    Maybe<size_t> profile;  ///< its place in the schema's list of words
    Maybe<unsigned> port;
    Maybe<std::string> url;
    Maybe<std::string> expect;
    Maybe<bool> verify;
    Maybe<std::string> ca_file;
    Maybe<std::string> name;
    Maybe<std::string> key_file;
    Maybe<bool> multihop;
    Maybe<Duration> loss_window;
    Maybe<double> down_loss;
    Maybe<Duration> clean;
    Maybe<double> degraded_loss;
    Maybe<Duration> degraded_rtt;
    Maybe<Duration> degraded_jitter;
};

/// `probe`: a table, or a list of them.
struct ProbesDraft {
    std::vector<ProbeDraft> each;
    bool is_list = false;
};

struct PathDraft {
    Maybe<unsigned> quorum;
    Maybe<bool> damping;
    Maybe<Duration> half_life;
    Maybe<unsigned> suppress;
    Maybe<unsigned> reuse;
    Maybe<Duration> max_suppress;
};

struct IkeDraft {
    PathOptions path;
    Maybe<Duration> rekey_time;
    Maybe<Duration> over_time;
    Maybe<Duration> rand_time;
    Maybe<Duration> reauth_time;
    bool childless = false;
};

struct EspDraft {
    Maybe<Duration> rekey_time;
    Maybe<Duration> life_time;
    Maybe<Duration> rand_time;
    Maybe<uint64_t> rekey_bytes;
    Maybe<uint64_t> life_bytes;
    Maybe<uint64_t> rekey_packets;
    Maybe<uint64_t> life_packets;
};

/// Keys that a peer, an endpoint and a `[[peer.tunnel]]` have in common, and hand down in this order.
struct TunnelKeys {
    Maybe<unsigned> tier;
    Maybe<unsigned> weight;
    Maybe<InitiateChoice> initiate;
    /// Handed down too, but added up: what is said further in takes none away.
    std::vector<Located<std::string>> tags;
    AuthDraft auth;
    ProbesDraft probes;
    PathDraft path;
};

struct EndpointDraft {
    Location where;
    std::string name;                           ///< its address where it has no name
    std::optional<IpAddress> address;           ///< absent: a host, or `any`
    std::string host;                           ///< a name in DNS
    std::vector<Located<std::string>> uplinks;  ///< empty: all of the peer's
    bool readable = true;                       ///< false: the address is wrong, which has been reported
    TunnelKeys keys;
};

struct TunnelDraft {
    Location where;
    Maybe<std::string> uplink;
    Maybe<std::string> endpoint;
    TunnelKeys keys;
};

struct RuleDraft {
    Location where;
    Located<std::string> name;
    std::vector<Located<std::string>> uplinks;
    RuleConfig config;  ///< without its uplinks
};

struct UplinkDraft {
    Location where;
    Located<std::string> name;
    Located<std::string> interface;
    std::vector<Located<IpAddress>> addresses;
    std::vector<Located<IpAddress>> gateways;
    Maybe<uint64_t> bandwidth;
    Maybe<uint64_t> download;
    Maybe<IpAddress> probe_target;
    bool hotplug = false;
    std::vector<Located<std::string>> tags;
};

struct PeerDraft {
    Location where;
    Located<std::string> name;
    std::vector<Located<IpPrefix>> networks;
    std::vector<Located<IpPrefix>> local_networks;
    std::vector<EndpointDraft> endpoints;
    std::vector<Located<std::string>> uplinks;  ///< empty: all
    FailChoice fail = FailChoice::kClosed;
    Location fail_where;
    FailbackChoice failback = FailbackChoice::kSticky;
    Maybe<Duration> failback_after;
    GatewayTraffic gateway_traffic = GatewayTraffic::kTunnel;
    WeightChoice weight = WeightChoice::kBandwidth;
    Location weight_where;
    Maybe<double> failover_loss;  ///< percent
    Maybe<Duration> failback_clear;
    std::string ike_proposals;
    std::string esp_proposals;
    bool encap = false;
    IkeDraft ike;
    EspDraft esp;
    ike::RedirectConfig redirect;
    bool resumption = false;
    std::vector<Family> request_addresses;
    std::vector<Located<std::string>> pools;
    TunnelKeys keys;
    std::vector<TunnelDraft> tunnels;
    std::vector<RuleDraft> rules;
};

/// `[[tunnel]]`
struct ExternalDraft {
    Location where;
    Located<std::string> name;
    Located<std::string> peer;
    Located<std::string> uplink;
    Located<std::string> interface;
    TunnelKeys keys;
};

struct StampDraft {
    Location where;
    StampConfig config;  ///< without its key
    Maybe<std::string> key_file;
};

struct ConfigDraft {
    Located<ForwardingChoice> forwarding{ForwardingChoice::kAuto, {}};
    Located<InterfacesChoice> interfaces{InterfacesChoice::kEach, {}};
    std::string control_socket = Config{}.control_socket;
    std::string log_level = Config{}.log_level;
    std::string key_log;
    std::string state_directory = Config{}.state_directory;
    bool quick_crash_detection = true;
    std::vector<ike::AddressPoolConfig> pools;
    FlowsConfig flows;
    XdpConfig xdp;
    StampDraft stamp;
    MetricsConfig metrics;
    Duration silence = Config{}.silence;
    std::vector<UplinkDraft> uplinks;
    std::vector<Located<std::string>> lan_interfaces;
    std::vector<PeerDraft> peers;
    std::vector<ExternalDraft> externals;
    DnsConfig dns;
};

}  // namespace hawser::loader

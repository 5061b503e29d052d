// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace hawser::loader {

/// Wall-clock time with the resolution that people read. The daemon's own clock counts from boot; it converts
/// when it fills in a Status.
using WallTime = std::chrono::sys_seconds;

struct StatusForwarding {
    std::string mode;    ///< `fast` or `stack`
    std::string reason;  ///< a sentence without full stop: why this mode
};

/// The flow table. Counts are of the last look at all pins, which is some seconds old.
struct StatusFlows {
    uint64_t capacity = 0;  ///< proven flows of each family
    uint64_t proven = 0;    ///< seen in both directions
    uint64_t fresh = 0;     ///< `new`: seen in one direction
    uint64_t evicted = 0;   ///< new ones that newer ones pushed out, since the daemon started
    uint64_t expired = 0;   ///< idle ones that were removed, since the daemon started
};

struct StatusUplink {
    std::string name;
    std::string interface;
    bool carrier = false;
    std::string address;      ///< as text, several with a comma; empty: none
    std::string xdp = "off";  ///< `native`, `generic` or `off`
    std::string xdp_reason;   ///< a clause: why so, and what it does
    std::string trouble;      ///< why nothing can be sent by it; empty where something can
    std::vector<std::string> tags;
    /// `free`, `busy` or `full`, and how much of its bandwidth is in use; empty and absent where no peer's
    /// weights follow it.
    std::string load;
    std::optional<double> use_pct;
};

struct StatusLan {
    std::string interface;
    std::string xdp = "off";  ///< as an uplink's
    std::string xdp_reason;
};

/// Names in JSON are those of strongSwan's list-sas: `spi-in`, `encr-alg`, ... Empty text and absent numbers
/// are left out, as there.
struct StatusChildSa {
    std::string name;
    uint64_t uniqueid = 0;
    std::string state;  ///< `INSTALLED`, ...
    std::string mode = "TUNNEL";
    std::string protocol = "ESP";
    bool encap = false;
    std::string spi_in;  ///< 8 hexadecimal digits
    std::string spi_out;
    uint32_t if_id = 0;    ///< `if-id-in`, `if-id-out` and `reqid`, which are the same number here
    std::string encr_alg;  ///< `AES_GCM_16`
    uint32_t encr_keysize = 0;
    std::string integ_alg;
    std::string dh_group;
    std::vector<std::string> additional_key_exchanges;  ///< `ke1`, `ke2` ...: RFC 9370
    bool esn = false;
    /// As the kernel counts them; absent where it has no SA of the direction.
    std::optional<uint64_t> bytes_in;
    std::optional<uint64_t> packets_in;
    std::optional<int64_t>
        use_in;  ///< seconds since it was used last; absent: never, or the kernel does not say
    std::optional<uint64_t> bytes_out;
    std::optional<uint64_t> packets_out;
    std::optional<int64_t> use_out;
    std::optional<int64_t> rekey_time;    ///< seconds until it is rekeyed
    std::optional<int64_t> life_time;     ///< seconds until it expires
    std::optional<int64_t> install_time;  ///< seconds since it was installed
    std::vector<std::string> local_ts;
    std::vector<std::string> remote_ts;
};

struct StatusIke {
    uint64_t uniqueid = 0;  ///< 0: there is no IKE SA
    std::string state;      ///< `ESTABLISHED`, `CONNECTING`, ...
    std::string local_host;
    uint16_t local_port = 0;
    std::string local_id;
    std::string remote_host;
    uint16_t remote_port = 0;
    std::string remote_id;
    std::vector<std::string> local_vips;    ///< inner addresses that the peer has assigned to us
    std::vector<std::string> remote_vips;   ///< that we have assigned to the peer
    std::vector<std::string> name_servers;  ///< that came with ours
    bool initiator = false;
    std::string initiator_spi;  ///< 16 hexadecimal digits
    std::string responder_spi;
    bool nat_local = false;
    bool nat_remote = false;
    std::string encr_alg;
    uint32_t encr_keysize = 0;
    std::string integ_alg;
    std::string prf_alg;
    std::string dh_group;
    std::vector<std::string> additional_key_exchanges;  ///< `ke1`, `ke2` ...: RFC 9370
    bool ppk = false;                                   ///< a PPK (RFC 8784) is in its keys
    std::optional<int64_t> established;                 ///< seconds since
    std::optional<int64_t> rekey_time;                  ///< seconds until
    std::optional<int64_t> reauth_time;                 ///< seconds until
    /// `child-sas`: an object, its keys are `name-uniqueid`.
    std::vector<StatusChildSa> child_sas;
};

/// One of a path's probes.
struct StatusProbe {
    std::string probe;  ///< `icmp 10.2.0.1`
    std::string state;  ///< `down`, `degraded`, `up`
    std::string reason;
    std::optional<double> rtt_ms;  ///< absent numbers are null in JSON: not measured
    std::optional<double> jitter_ms;
    std::optional<double> loss_pct;
    /// Of each direction, where a STAMP reflector tells; left out in JSON otherwise.
    std::optional<double> loss_out_pct;
    std::optional<double> loss_in_pct;
    std::optional<double> jitter_out_ms;
    std::optional<double> jitter_in_ms;
    uint64_t sent = 0;
    uint64_t answered = 0;
    uint64_t late = 0;  ///< answered after the timeout, so counted as lost
};

struct StatusPath {
    std::optional<double> rtt_ms;  ///< absent numbers are null in JSON: not measured
    std::optional<double> jitter_ms;
    std::optional<double> loss_pct;
    std::string probe;  ///< `icmp 10.2.0.1 every 200 ms`; `none`: judged by IKE alone
    std::vector<StatusProbe> probes;
};

enum class StatusState { kDown, kDegraded, kUp, kDraining };
/// `down`, `degraded`, `up`, `draining`.
[[nodiscard]] std::string_view to_string(StatusState state);

struct StatusTunnel {
    std::string name;
    std::string uplink;
    std::string endpoint;  ///< address; `any` while a responder's peer has not come
    std::string interface;
    uint32_t if_id = 0;
    unsigned tier = 1;
    uint32_t weight = 1;  ///< as new flows are spread by it now
    std::vector<std::string> tags;
    bool draining = false;  ///< an operator wants no new flows on it, whatever its state
    StatusState state = StatusState::kDown;
    std::string reason;  ///< a full sentence
    /// Why the programs do not use it although it is not down; empty where they do.
    std::string suspect;
    WallTime since{};
    StatusIke ike;
    StatusPath path;
    uint64_t flows = 0;  ///< pinned to it now
    uint64_t packets_out = 0;
    uint64_t bytes_out = 0;
    uint64_t packets_in = 0;
    uint64_t bytes_in = 0;
};

/// A rule for some of a peer's traffic.
struct StatusRule {
    std::string name;
    std::vector<std::string> tunnels;  ///< that its new flows may take now; none: the normal balance
};

struct StatusPeer {
    std::string name;
    std::string interface;  ///< the bundle interface
    std::vector<std::string> networks;
    /// The tier that takes new flows; 0: no tunnel is usable.
    unsigned active_tier = 0;
    /// `fail = "open"`: while no tunnel is usable, packets to its networks leave in the clear.
    bool fail_open = false;
    std::vector<StatusTunnel> tunnels;
    std::vector<std::string> tags{};
    std::string failover = "auto";  ///< `auto`, `hold` or `to`
    /// The tier that is held or forced; absent: none.
    std::optional<unsigned> failover_tier{};
    std::vector<StatusRule> rules{};
};

/// What `hawser status` shows.
struct Status {
    std::string version;
    WallTime time{};  ///< when this was taken
    /// Where the keys of all SAs are written to; empty: nowhere.
    std::string key_log;
    StatusForwarding forwarding;
    StatusFlows flows;
    std::vector<StatusUplink> uplinks;
    std::vector<StatusLan> lans;
    std::vector<StatusPeer> peers;
};

/// Keys in the order in which people read them; converts to nlohmann::json where order does not matter.
[[nodiscard]] nlohmann::ordered_json to_json(const Status& status);
[[nodiscard]] nlohmann::ordered_json to_json(const StatusIke& ike);
/// A field of a wrong type is named in `trouble`, the first one only.
[[nodiscard]] StatusIke ike_from_json(const nlohmann::json& json, std::string& trouble);
/// Fields that are not known are passed over; a field of a wrong type is an error that names it.
[[nodiscard]] Result<Status> status_from_json(const nlohmann::json& json);

/// Every tunnel of every peer is up, and used.
[[nodiscard]] bool is_fine(const Status& status);

/// `2026-11-05T12:00:00Z` and back.
[[nodiscard]] std::string format_time(WallTime time);
[[nodiscard]] Result<WallTime> parse_time(const std::string& text);

}  // namespace hawser::loader

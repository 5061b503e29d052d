// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <string>
#include <vector>

namespace hawser::maps {

/// The fields in JSON that programs rely on, by command, in their order. A name here is a promise: one may be
/// added at the end of the manual page's list, none may go.
inline const std::map<std::string, std::vector<std::string>>& json_fields() {
    static const std::map<std::string, std::vector<std::string>> fields{
        {"list", {"name", "id", "type", "key_size", "value_size", "max_entries", "entries", "holds"}},
        {"flow list",
         {"bundle",
          "peer",
          "family",
          "protocol",
          "local_addr",
          "remote_addr",
          "local_port",
          "remote_port",
          "tunnel",
          "interface",
          "role",
          "provisional",
          "proven",
          "map",
          "tcp",
          "generation",
          "moves",
          "last_moved_from",
          "last_moved_from_interface",
          "last_moved_ns",
          "age_s",
          "idle_ns",
          "idle_limit_s",
          "expired",
          "packets_out",
          "packets_in",
          "rule"}},
        {"rule show",
         {"bundle", "peer", "number", "local", "remote", "protocol", "local_ports", "remote_ports", "dscp",
          "rule", "tunnels", "moves"}},
        {"answer",
         {"verdict", "tunnel", "interface", "why", "bundle", "peer", "forwarding", "family", "protocol",
          "local_addr", "remote_addr", "local_port", "remote_port"}},
        {"ring show",
         {"bundle", "peer", "tier", "tunnel", "interface", "state", "slots", "share_pct", "weight",
          "weight_pct"}},
        {"tunnel show",
         {"id", "interface", "state", "bundle", "peer", "tier", "weight", "mtu", "if_id", "flags", "suspect",
          "suspect_since_ns", "last_heard_ns", "waits_ns", "packets_out", "packets_in", "bytes_out",
          "bytes_in"}},
        {"drops", {"reason", "dropped", "code", "packets", "bytes"}},
        {"pins", {"made", "proven", "moved", "ended", "renewed", "present_new", "present_proven", "evicted"}},
        {"tunnels",
         {"id", "interface", "packets_out", "bytes_out", "packets_in", "bytes_in", "flows_taken",
          "flows_moved_away", "probes_answered", "probe_replies"}},
        {"event",
         {"time", "time_ns", "kind", "role", "seen_on", "bundle", "peer", "tunnel", "interface",
          "from_tunnel", "from_tunnel_interface", "family", "protocol", "local_addr", "remote_addr",
          "local_port", "remote_port"}},
        {"config", {"abi_version", "forwarding", "hash_seed", "flags", "generation", "silence_ms", "idle_s"}},
    };
    return fields;
}

}  // namespace hawser::maps

// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ip_prefix.h"
#include "loader/config/config.h"
#include "loader/config/diagnostic.h"
#include "loader/control/status.h"

namespace hawser::loader::doctor {

/// A network interface, as far as it concerns us.
struct InterfaceFacts {
    uint32_t mtu = 0;
    bool up = false;
    std::string driver;                    ///< empty: not known
    std::vector<IpPrefix> networks;        ///< that its addresses connect
    std::map<std::string, bool> offloads;  ///< `large-receive-offload` ...: as `ethtool -k` names them
};

/// What one rule of the firewall does, as far as it can be told without evaluating all of it.
struct FirewallRule {
    enum class Verdict { kNone, kAccept, kDrop, kJump };
    Verdict verdict = Verdict::kNone;
    std::string target;              ///< of a jump
    std::set<unsigned> protocols;    ///< matches these IP protocols alone; empty: any
    std::set<unsigned> ports;        ///< matches these destination ports alone; empty: any
    bool otherwise_limited = false;  ///< has a condition that is not one of the two above
    bool not_for_strangers = false;  ///< for packets of the machine itself, or of known connections
    bool matches_ipsec = false;      ///< asks whether the packet was decrypted, or by what
};

struct FirewallChain {
    std::string family;
    std::string table;
    std::string name;
    std::string hook;  ///< `input`, `forward` ...; empty: only jumped to
    int priority = 0;
    bool policy_drop = false;
    std::vector<FirewallRule> rules;
    /// As people know it: `inet filter input`.
    [[nodiscard]] std::string title() const { return family + " " + table + " " + name; }
};

/// An IPsec policy that belongs to no interface id: it is asked about every packet.
struct BarePolicy {
    std::string source;
    std::string destination;
    std::string direction;  ///< `in`, `out` or `fwd`
};

struct RoutingRule {
    unsigned priority = 0;
    std::string text;  ///< for people: `from all lookup 220`
    std::string table;
    bool for_everything = false;  ///< no condition: every packet asks its table
};

/// How large a packet gets through from an uplink to an endpoint.
struct PathMtu {
    std::string uplink;
    std::string endpoint;
    /// Absent: nothing was answered, so nothing is known.
    std::optional<uint32_t> bytes;
};

/// Everything that the checks look at. What could not be read is said in `unread`, by the name of the check
/// that needs it.
struct Facts {
    std::optional<Config> config;
    std::vector<Diagnostic> diagnostics;  ///< of the configuration
    std::optional<Status> status;         ///< absent: hawserd does not answer
    std::string kernel_release;           ///< `6.1.0-18-amd64`
    std::map<std::string, char>
        kernel_options;  ///< `CONFIG_XFRM_INTERFACE` -> `y`, `m`; what is not set is absent
    bool kernel_options_known = false;
    bool btf = false;
    std::map<std::string, std::string> sysctls;  ///< path below /proc/sys -> value
    std::map<std::string, InterfaceFacts> interfaces;
    std::vector<FirewallChain> firewall;
    std::set<std::string> xfrm_default_blocks;  ///< directions whose default is `block`
    std::vector<BarePolicy> bare_policies;
    std::map<std::string, uint64_t> xfrm_errors;  ///< /proc/net/xfrm_stat
    std::vector<RoutingRule> rules;
    std::set<std::string> processes;  ///< names of what runs
    bool networkd_keeps_foreign_rules = false;
    bool clock_synchronised = true;
    int year = 0;  ///< as the clock says
    std::vector<PathMtu> path_mtus;
    std::map<std::string, std::string> unread;
};

}  // namespace hawser::loader::doctor

// SPDX-License-Identifier: BSD-2-Clause
// What is around us: the clock, the paths outside, other programs, and room for flows.
#include <algorithm>
#include <array>

#include "loader/doctor/checks.h"

namespace hawser::loader::doctor {
namespace {

/// No certificate of a gateway in use is older than this program.
constexpr int kEarliestYear = 2026;

/// strongSwan's table, and where its rule stands: before every rule of ours.
constexpr const char* kStrongswanTable = "220";

bool uses_certificates(const Config& config) {
    for (const PeerConfig& peer : config.peers) {
        for (const TunnelConfig& tunnel : peer.tunnels) {
            if (tunnel.auth.credential || tunnel.auth.authorities) return true;
        }
    }
    return false;
}

}  // namespace

void check_clock(const Facts& facts, Findings& findings) {
    const bool certificates = facts.config && uses_certificates(*facts.config);
    if (facts.year != 0 && facts.year < kEarliestYear) {
        findings.push_back({certificates ? Grade::kProblem : Grade::kWarning, "clock",
                            "the clock says that it is " + std::to_string(facts.year),
                            "certificates are judged by it, and the log is dated by it",
                            "set it, and run an NTP client"});
    } else if (!facts.clock_synchronised) {
        findings.push_back({certificates ? Grade::kWarning : Grade::kNote, "clock",
                            "the clock is not synchronised", "certificates are judged by it",
                            "run an NTP client: `apt install systemd-timesyncd`"});
    }
}

void check_path_mtu(const Facts& facts, Findings& findings) {
    if (!facts.config) return;
    for (const PathMtu& path : facts.path_mtus) {
        const auto uplink = std::find_if(facts.config->uplinks.begin(), facts.config->uplinks.end(),
                                         [&](const UplinkConfig& each) { return each.name == path.uplink; });
        if (uplink == facts.config->uplinks.end()) continue;
        const auto interface = facts.interfaces.find(uplink->interface);
        if (interface == facts.interfaces.end()) continue;
        if (!path.bytes) {
            findings.push_back({Grade::kUnknown, "path_mtu",
                                path.endpoint + " does not answer pings by " + path.uplink,
                                "so the largest packet that gets there is not known", ""});
        } else if (*path.bytes < interface->second.mtu) {
            findings.push_back(
                {Grade::kProblem, "path_mtu",
                 "packets to " + path.endpoint + " by " + path.uplink + " may have at most " +
                     std::to_string(*path.bytes) + " bytes; " + uplink->interface + " has an MTU of " +
                     std::to_string(interface->second.mtu),
                 "full ESP packets are fragmented or lost on the way: large transfers stall, pings pass",
                 "`ip link set " + uplink->interface + " mtu " + std::to_string(*path.bytes) +
                     "`: the tunnels' MTU and the MSS follow"});
        }
    }
}

void check_nat(const Facts& facts, Findings& findings) {
    if (!facts.status) return;
    for (const StatusPeer& peer : facts.status->peers) {
        for (const StatusTunnel& tunnel : peer.tunnels) {
            if (!tunnel.ike.nat_local && !tunnel.ike.nat_remote) continue;
            const std::string who = tunnel.ike.nat_local && tunnel.ike.nat_remote ? "both ends are"
                                    : tunnel.ike.nat_local                        ? "we are"
                                                                                  : "the peer is";
            findings.push_back(
                {Grade::kNote, "nat", tunnel.name + ": " + who + " behind a NAT",
                 "ESP goes in UDP, which costs 8 bytes a packet and keepalives; a NAT may forget its mapping",
                 ""});
        }
    }
}

void check_daemons(const Facts& facts, Findings& findings) {
    for (const char* name : {"charon", "charon-systemd", "pluto", "iked", "racoon"}) {
        if (facts.processes.count(name) == 0) continue;
        findings.push_back({Grade::kProblem, "daemons", std::string("another IKE daemon is running: ") + name,
                            "both want UDP ports 500 and 4500, and it may delete our SAs and policies",
                            "stop it, or let it keep its tunnels and name their interfaces in `[[tunnel]]`"});
    }
    if (facts.processes.count("systemd-networkd") != 0 && !facts.networkd_keeps_foreign_rules) {
        findings.push_back(
            {Grade::kWarning, "daemons",
             "systemd-networkd runs and removes routing rules that it has not made",
             "each time that it reconfigures a link our rules are gone until hawserd has put them back",
             "ManageForeignRoutingPolicyRules=no and ManageForeignRoutes=no in [Network] of a file in "
             "/etc/systemd/networkd.conf.d; the package brings one"});
    }
}

void check_rules(const Facts& facts, Findings& findings) {
    for (const RoutingRule& rule : facts.rules) {
        if (rule.table != kStrongswanTable || !rule.for_everything) continue;
        findings.push_back({Grade::kWarning, "rules",
                            "the rule " + std::to_string(rule.priority) + " sends everything through table " +
                                rule.table + " first: " + rule.text,
                            "strongSwan's routes there hide those to our bundles",
                            "`charon.install_routes = no` in strongSwan, or `ip rule del priority " +
                                std::to_string(rule.priority) + "`"});
    }
}

void check_capacity(const Facts& facts, Findings& findings) {
    if (!facts.status || facts.status->flows.capacity == 0) return;
    const StatusFlows& flows = facts.status->flows;
    if (flows.proven * 10 >= flows.capacity * 8) {
        findings.push_back(
            {Grade::kWarning, "capacity",
             std::to_string(flows.proven) + " of " + std::to_string(flows.capacity) + " flows are pinned",
             "beyond the capacity flows have no pin, and may change their tunnel when another one fails",
             "raise `capacity` in [flows]: a restart with another one keeps the flows"});
    }
    if (flows.evicted != 0) {
        findings.push_back(
            {Grade::kNote, "capacity",
             std::to_string(flows.evicted) + " flows that nobody had answered gave way to newer ones",
             "usual under a scan or a flood; answered flows are never displaced", ""});
    }
}

}  // namespace hawser::loader::doctor

// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>

#include "loader/doctor/checks.h"

namespace hawser::loader::doctor {
namespace {

int value_of(const Facts& facts, const std::string& path, int unknown) {
    const auto found = facts.sysctls.find(path);
    if (found == facts.sysctls.end() || found->second.empty()) return unknown;
    return std::atoi(found->second.c_str());
}

bool has_family(const Config& config, Family family) {
    return std::any_of(config.peers.begin(), config.peers.end(), [family](const PeerConfig& peer) {
        return std::any_of(peer.networks.begin(), peer.networks.end(),
                           [family](const IpPrefix& network) { return network.family() == family; });
    });
}

void check_forwarding(const Facts& facts, Findings& findings) {
    if (has_family(*facts.config, Family::kIpv4) && value_of(facts, "net/ipv4/ip_forward", 1) == 0) {
        findings.push_back({Grade::kProblem, "forwarding",
                            "the kernel does not forward IPv4 (net.ipv4.ip_forward = 0)",
                            "packets that take the stack are dropped: all of them in `stack`, in `fast` "
                            "those that have to be "
                            "fragmented, and what the gateway answers for others",
                            "`sysctl -w net.ipv4.ip_forward=1`, and a file in /etc/sysctl.d"});
    }
    if (has_family(*facts.config, Family::kIpv6) && value_of(facts, "net/ipv6/conf/all/forwarding", 1) == 0) {
        findings.push_back({Grade::kProblem, "forwarding",
                            "the kernel does not forward IPv6 (net.ipv6.conf.all.forwarding = 0)",
                            "as for IPv4",
                            "`sysctl -w net.ipv6.conf.all.forwarding=1`, and a file in /etc/sysctl.d"});
    }
}

/// The effective value is the larger of `all` and the interface's own: 1 is strict, 2 loose.
void check_rp_filter(const Facts& facts, const std::string& interface, Findings& findings) {
    const int all = value_of(facts, "net/ipv4/conf/all/rp_filter", 0);
    const int own = value_of(facts, "net/ipv4/conf/" + interface + "/rp_filter", 0);
    if (std::max(all, own) != 1) return;
    findings.push_back(
        {Grade::kProblem, "rp_filter", "rp_filter is strict on the tunnel's interface " + interface,
         "packets of a flow come back by any tunnel, and those that come by another than the route says are "
         "dropped without a trace but in `nstat TcpExtIPReversePathFilter`",
         "`sysctl -w net.ipv4.conf." + interface +
             ".rp_filter=2`; look for who sets it (files in /etc/sysctl.d)"});
}

}  // namespace

void check_sysctls(const Facts& facts, Findings& findings) {
    if (value_of(facts, "net/core/bpf_jit_enable", 1) == 0) {
        findings.push_back({Grade::kWarning, "bpf_jit", "the BPF JIT is off (net.core.bpf_jit_enable = 0)",
                            "programs are interpreted, several times slower",
                            "`sysctl -w net.core.bpf_jit_enable=1`"});
    }
    if (!facts.config) return;
    check_forwarding(facts, findings);
    for (const PeerConfig& peer : facts.config->peers) {
        for (const TunnelConfig& tunnel : peer.tunnels)
            check_rp_filter(facts, tunnel.interface_name, findings);
    }
}

}  // namespace hawser::loader::doctor

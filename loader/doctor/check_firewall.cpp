// SPDX-License-Identifier: BSD-2-Clause
#include <netinet/in.h>

#include <array>

#include "loader/doctor/checks.h"
#include "loader/doctor/verdict.h"

namespace hawser::loader::doctor {
namespace {

struct NeededPacket {
    ProbePacket packet;
    const char* name;
    const char* allow;  ///< in nftables' words
};

constexpr std::array kNeeded{
    NeededPacket{{IPPROTO_UDP, 500}, "IKE (UDP port 500)", "udp dport 500 accept"},
    NeededPacket{{IPPROTO_UDP, 4500}, "IKE and ESP behind NATs (UDP port 4500)", "udp dport 4500 accept"},
    NeededPacket{{IPPROTO_ESP, 0}, "ESP", "meta l4proto esp accept"},
};

bool is_before_us(const FirewallChain& chain) {
    return chain.hook == "input" || chain.hook == "prerouting" || chain.hook == "ingress";
}

}  // namespace

void check_firewall_blocks(const Facts& facts, Findings& findings) {
    for (const FirewallChain& chain : facts.firewall) {
        if (!is_before_us(chain)) continue;
        for (const NeededPacket& needed : kNeeded) {
            if (fate_in(chain, facts.firewall, needed.packet) != Fate::kDropped) continue;
            findings.push_back(
                {Grade::kProblem, "firewall_blocks",
                 "the firewall's chain " + chain.title() + " drops " + needed.name,
                 "tunnels cannot come up, or carry nothing; answers to our own requests may pass by "
                 "connection "
                 "tracking until it forgets",
                 "`nft insert rule " + chain.title() + " " + needed.allow + "`, and the same in its file"});
        }
    }
}

void check_firewall_ipsec(const Facts& facts, Findings& findings) {
    for (const FirewallChain& chain : facts.firewall) {
        for (const FirewallRule& rule : chain.rules) {
            if (!rule.matches_ipsec) continue;
            findings.push_back({Grade::kWarning, "firewall_ipsec",
                                "a rule of " + chain.title() + " asks by which IPsec policy a packet came",
                                "that is not known any more of a packet which Hawser has redirected, so the "
                                "rule does not match",
                                "name the bundle's interface instead: `iifname \"hawser-*\"`"});
            break;
        }
    }
}

void check_firewall_skipped(const Facts& facts, Findings& findings) {
    if (!facts.status || facts.status->forwarding.mode != "fast") return;
    for (const FirewallChain& chain : facts.firewall) {
        const bool filters = chain.hook == "forward" && (!chain.rules.empty() || chain.policy_drop);
        if (!filters) continue;
        findings.push_back({Grade::kWarning, "firewall_skipped",
                            "forwarding is `fast`, and " + chain.title() + " filters forwarded packets",
                            "packets between the LAN and the tunnels do not see it",
                            "`forwarding = \"auto\"` takes the stack where there are such rules"});
    }
}

}  // namespace hawser::loader::doctor

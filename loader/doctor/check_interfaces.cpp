// SPDX-License-Identifier: BSD-2-Clause
// What interfaces do with packets before and after us: XDP, offloads, and networks that overlap.
#include "loader/doctor/checks.h"

namespace hawser::loader::doctor {
namespace {

/// Uplinks and LANs, by the name of the interface.
std::vector<std::string> watched_interfaces(const Config& config) {
    std::vector<std::string> names = config.lan_interfaces;
    for (const UplinkConfig& uplink : config.uplinks)
        names.push_back(uplink.interface);
    return names;
}

bool is_on(const InterfaceFacts& interface, const char* offload, bool unknown) {
    const auto found = interface.offloads.find(offload);
    return found == interface.offloads.end() ? unknown : found->second;
}

}  // namespace

void check_xdp(const Facts& facts, Findings& findings) {
    if (!facts.status) return;
    const auto tell = [&](const std::string& interface, const std::string& mode, const std::string& reason) {
        if (reason.empty()) return;
        const auto known = facts.interfaces.find(interface);
        const std::string driver = known == facts.interfaces.end() || known->second.driver.empty()
                                       ? ""
                                       : " (" + known->second.driver + ")";
        findings.push_back({Grade::kNote, "xdp",
                            "XDP is " + mode + " on " + interface + driver + ": " + reason,
                            "XDP only spares the stack work; the same packets pass without it", ""});
    };
    for (const StatusUplink& uplink : facts.status->uplinks)
        tell(uplink.interface, uplink.xdp, uplink.xdp_reason);
    for (const StatusLan& lan : facts.status->lans)
        tell(lan.interface, lan.xdp, lan.xdp_reason);
}

void check_offloads(const Facts& facts, Findings& findings) {
    if (!facts.config) return;
    for (const std::string& name : watched_interfaces(*facts.config)) {
        const auto interface = facts.interfaces.find(name);
        if (interface == facts.interfaces.end()) continue;
        if (is_on(interface->second, "large-receive-offload", false)) {
            findings.push_back({Grade::kProblem, "offloads", name + " has large receive offload (LRO)",
                                "it merges packets into ones that cannot be forwarded: connections through "
                                "the gateway stall",
                                "`ethtool -K " + name + " lro off`"});
        }
        if (!is_on(interface->second, "generic-receive-offload", true)) {
            findings.push_back({Grade::kWarning, "offloads", name + " has no generic receive offload (GRO)",
                                "every packet of a TCP stream is then handled and encrypted by itself",
                                "`ethtool -K " + name + " gro on`"});
        }
    }
}

void check_uplink_networks(const Facts& facts, Findings& findings) {
    if (!facts.config) return;
    const auto& uplinks = facts.config->uplinks;
    for (size_t left = 0; left < uplinks.size(); ++left) {
        for (size_t right = left + 1; right < uplinks.size(); ++right) {
            const auto one = facts.interfaces.find(uplinks[left].interface);
            const auto other = facts.interfaces.find(uplinks[right].interface);
            if (one == facts.interfaces.end() || other == facts.interfaces.end()) continue;
            for (const IpPrefix& network : one->second.networks) {
                for (const IpPrefix& second : other->second.networks) {
                    if (!network.overlaps(second)) continue;
                    findings.push_back({Grade::kWarning, "uplink_networks",
                                        uplinks[left].name + " is in " + network.to_string() + " and " +
                                            uplinks[right].name + " in " + second.to_string() +
                                            ", which overlap",
                                        "two routers that give out the same addresses: what other programs "
                                        "send there may leave by the wrong "
                                        "one, and ARP may be answered on both. Hawser's own tunnels have "
                                        "tables of their own and are not touched",
                                        "give one of the two routers another inner network, or set "
                                        "arp_filter=1 on both interfaces"});
                }
            }
        }
    }
}

}  // namespace hawser::loader::doctor

// SPDX-License-Identifier: BSD-2-Clause
#include "loader/doctor/gather.h"

#include <set>

#include "loader/doctor/parse.h"

namespace hawser::loader::doctor {
namespace {

/// Keeps what a tool said, or notes why nothing is known.
template <typename T>
void take(Result<T> found, T& into, const char* check, Facts& facts) {
    if (found) {
        into = *std::move(found);
    } else {
        facts.unread[check] = found.error().text();
    }
}

template <typename T>
Result<T> parsed(const Result<std::string>& text, Result<T> (*parse)(const std::string&)) {
    if (!text) return text.error();
    return parse(*text);
}

void gather_kernel(Machine& machine, Facts& facts) {
    facts.kernel_release = machine.kernel_release();
    facts.btf = !machine.list("/sys/kernel/btf").empty();
    if (const auto options = machine.read("/boot/config-" + facts.kernel_release)) {
        facts.kernel_options = parse_kernel_options(*options);
        facts.kernel_options_known = !facts.kernel_options.empty();
    }
    facts.clock_synchronised = machine.clock_synchronised();
    facts.year = machine.year();
}

void gather_sysctls(Machine& machine, Facts& facts) {
    std::vector<std::string> paths{"net/core/bpf_jit_enable", "net/ipv4/ip_forward",
                                   "net/ipv6/conf/all/forwarding", "net/ipv4/conf/all/rp_filter"};
    if (facts.config) {
        for (const PeerConfig& peer : facts.config->peers) {
            for (const TunnelConfig& tunnel : peer.tunnels)
                paths.push_back("net/ipv4/conf/" + tunnel.interface_name + "/rp_filter");
        }
    }
    for (const std::string& path : paths) {
        if (const auto value = machine.read("/proc/sys/" + path)) facts.sysctls[path] = *value;
    }
}

void gather_interfaces(Machine& machine, Facts& facts) {
    take(parsed(machine.run({"ip", "-j", "address"}), parse_interfaces), facts.interfaces, "interfaces",
         facts);
    if (!facts.config) return;
    std::set<std::string> watched(facts.config->lan_interfaces.begin(), facts.config->lan_interfaces.end());
    for (const UplinkConfig& uplink : facts.config->uplinks)
        watched.insert(uplink.interface);
    for (const std::string& name : watched) {
        const auto interface = facts.interfaces.find(name);
        if (interface == facts.interfaces.end()) continue;
        if (const auto offloads = machine.run({"ethtool", "-k", name})) {
            interface->second.offloads = parse_offloads(*offloads);
        } else {
            facts.unread["offloads"] = offloads.error().text();
        }
        const std::string driver = machine.link_target("/sys/class/net/" + name + "/device/driver");
        interface->second.driver = driver.substr(driver.rfind('/') + 1);
    }
}

void gather_xfrm(Machine& machine, Facts& facts) {
    if (const auto text = machine.run({"ip", "xfrm", "policy", "getdefault"}))
        facts.xfrm_default_blocks = parse_xfrm_default(*text);
    if (const auto text = machine.run({"ip", "xfrm", "policy"})) {
        facts.bare_policies = parse_xfrm_policies(*text);
    } else {
        facts.unread["xfrm_policies"] = text.error().text();
    }
    if (const auto text = machine.read("/proc/net/xfrm_stat")) facts.xfrm_errors = parse_counters(*text);
}

/// Those of this network namespace: a daemon in a container has sockets of its own.
void gather_processes(Machine& machine, Facts& facts) {
    const std::string ours = machine.link_target("/proc/self/ns/net");
    for (const std::string& name : machine.list("/proc")) {
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        if (machine.link_target("/proc/" + name + "/ns/net") != ours) continue;
        if (const auto comm = machine.read("/proc/" + name + "/comm")) {
            const std::string process = comm->substr(0, comm->find('\n'));
            // The kernel keeps 15 characters of a name.
            facts.processes.insert(process == "systemd-network" ? "systemd-networkd" : process);
        }
    }
}

void gather_networkd(Machine& machine, Facts& facts) {
    for (const char* folder : {"/etc/systemd/networkd.conf.d", "/usr/lib/systemd/networkd.conf.d",
                               "/run/systemd/networkd.conf.d"}) {
        for (const std::string& name : machine.list(folder)) {
            const auto text = machine.read(std::string(folder) + "/" + name);
            facts.networkd_keeps_foreign_rules |= text && keeps_foreign_rules(*text);
        }
    }
    const auto text = machine.read("/etc/systemd/networkd.conf");
    facts.networkd_keeps_foreign_rules |= text && keeps_foreign_rules(*text);
}

/// Where an uplink's pings come from, and how large they may be.
struct Origin {
    IpAddress address;
    uint32_t mtu;
};

std::map<std::string, Origin> origins(const Facts& facts) {
    std::map<std::string, Origin> found;
    if (!facts.status) return found;
    for (const StatusUplink& uplink : facts.status->uplinks) {
        const auto address = IpAddress::parse(uplink.address.substr(0, uplink.address.find(',')));
        const auto interface = facts.interfaces.find(uplink.interface);
        if (address && interface != facts.interfaces.end())
            found.insert({uplink.name, {*address, interface->second.mtu}});
    }
    return found;
}

void gather_paths(Machine& machine, Facts& facts) {
    if (!facts.config) return;
    const auto sources = origins(facts);
    std::set<std::pair<std::string, IpAddress>> probed;
    for (const PeerConfig& peer : facts.config->peers) {
        for (const TunnelConfig& tunnel : peer.tunnels) {
            const auto source = sources.find(tunnel.uplink);
            if (!tunnel.endpoint || source == sources.end() ||
                source->second.address.family() != tunnel.endpoint->family())
                continue;
            if (!probed.emplace(tunnel.uplink, *tunnel.endpoint).second) continue;
            facts.path_mtus.push_back(
                {tunnel.uplink, tunnel.endpoint->to_string(),
                 probe_path_mtu(machine, source->second.address, *tunnel.endpoint, source->second.mtu)});
        }
    }
}

}  // namespace

Facts gather(Machine& machine, LoadOutcome configuration, std::optional<Status> status) {
    Facts facts;
    facts.config = std::move(configuration.config);
    facts.diagnostics = std::move(configuration.diagnostics);
    facts.status = std::move(status);
    gather_kernel(machine, facts);
    gather_sysctls(machine, facts);
    gather_interfaces(machine, facts);
    gather_xfrm(machine, facts);
    take(parsed(machine.run({"nft", "-j", "list", "ruleset"}), parse_nftables), facts.firewall, "firewall",
         facts);
    take(parsed(machine.run({"ip", "-j", "rule"}), parse_rules), facts.rules, "rules", facts);
    gather_processes(machine, facts);
    gather_networkd(machine, facts);
    gather_paths(machine, facts);
    return facts;
}

}  // namespace hawser::loader::doctor

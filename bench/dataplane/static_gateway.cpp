// SPDX-License-Identifier: BSD-2-Clause
// Hawser's data plane with SAs that somebody else has made: interfaces, routes, maps and programs as hawserd
// sets them up from the same configuration file, through the same libraries, and then no daemon. Every tunnel
// is up.
//
//   static_gateway setup CONFIG steered|unsteered|unguarded [UPLINK=ENDPOINT ...]
//   static_gateway state CONFIG TUNNEL up|down [wait]
//
// `unsteered` leaves out the rules that keep each tunnel's outer packets on their uplink, where routes alone
// do that: every endpoint behind an uplink of its own. `unguarded` leaves out the programs on the uplinks
// too, which see to it that it is so. UPLINK=ENDPOINT gives the uplink's tunnel an endpoint of its own.
// `state` is one map write; it prints CLOCK_REALTIME in nanoseconds when that write has returned.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <map>
#include <string>

#include "loader/bpf/bpf_object.h"
#include "loader/bpf/netfilter_reader.h"
#include "loader/config/load.h"
#include "loader/daemon/data_plane.h"
#include "loader/daemon/network_setup.h"
#include "loader/daemon/outer_service.h"
#include "loader/kernel/kernel.h"
#include "loader/outer/kernel_outer_port.h"
#include "loader/outer/spi_register.h"

namespace hawser::loader {
namespace {

/// Any will do, but every run the same.
constexpr uint32_t kSeed = 0x68617773;

Result<Config> read_config(const std::string& path) {
    LoadOutcome outcome = load_config(path, lookup_kernel_interface);
    if (outcome.config) return *std::move(outcome.config);
    return Error("reading " + path + ": " + outcome.diagnostics.front().to_string());
}

Result<std::unique_ptr<BpfObject>> open_bpf(const Config& config) {
    MapNeeds needs{.flows = config.flows.capacity};
    size_t interfaces = config.lan_interfaces.size() + config.uplinks.size();
    for (const PeerConfig& peer : config.peers) {
        needs.bundles = std::max(needs.bundles, peer.id);
        for (const TunnelConfig& tunnel : peer.tunnels)
            needs.tunnels = std::max(needs.tunnels, tunnel.id);
        interfaces += peer.tunnels.size() + 1;
    }
    needs.interfaces = static_cast<uint32_t>(interfaces);
    return BpfObject::open({.needs = needs});
}

struct Kernel {
    std::unique_ptr<LinkPort> links;
    std::unique_ptr<RoutePort> routes;
    std::unique_ptr<SysctlPort> sysctl;
    std::unique_ptr<BpfObject> bpf;
};

Result<Kernel> open_kernel(const Config& config) {
    auto links = open_link_port();
    if (!links) return links.error();
    auto routes = open_route_port();
    if (!routes) return routes.error();
    auto bpf = open_bpf(config);
    if (!bpf) return bpf.error();
    return Kernel{*std::move(links), *std::move(routes), open_sysctl_port(), *std::move(bpf)};
}

/// As if IKE had agreed on exactly what is configured.
Negotiated agreed(const Config& config) {
    Negotiated negotiated;
    for (const PeerConfig& peer : config.peers) {
        for (const TunnelConfig& tunnel : peer.tunnels) {
            NegotiatedTunnel& one = negotiated[TunnelId(tunnel.id)];
            for (const IpPrefix& network : peer.local_networks)
                one.local.push_back(Selector::of(network));
            for (const IpPrefix& network : peer.networks)
                one.remote.push_back(Selector::of(network));
        }
    }
    return negotiated;
}

/// What the programs on the uplinks know: addresses and SPIs of every tunnel.
Result<void> tell_uplinks(const Config& config, const KernelView& view,
                          const std::vector<UplinkState>& uplinks) {
    auto outers = KernelOuterPort::open();
    if (!outers) return outers.error();
    auto xfrm = open_xfrm_port();
    if (!xfrm) return xfrm.error();
    auto listed = SpiRegister(**xfrm, **outers).list_sas(our_if_ids(view.links));
    if (!listed) return listed.error();
    return OuterService(**outers).reconcile(TunnelIndex(config), uplinks);
}

void take_off_guards(MapPlan& plan) {
    for (auto at = plan.ifaces.begin(); at != plan.ifaces.end();)
        at = at->second.role == HW_ROLE_UPLINK ? plan.ifaces.erase(at) : std::next(at);
}

Result<void> write_data_plane(const Config& config, bool guarded, Kernel& kernel, const KernelView& view,
                              const std::vector<UplinkState>& uplinks) {
    const ForwardingDecision forwarding = choose_forwarding(config.forwarding, read_netfilter_facts());
    auto plan = plan_maps(config, kernel_facts(view, uplinks), agreed(config),
                          {.forwarding = forwarding.mode, .hash_seed = kSeed});
    if (!plan) return plan.error();
    if (!guarded) take_off_guards(*plan);
    DataPlane data_plane(kernel.bpf->maps(), kernel.bpf->programs());
    if (auto adopted = data_plane.adopt(); !adopted) return adopted;
    if (auto applied = data_plane.apply(*plan); !applied) return applied;
    if (auto told = tell_uplinks(config, view, uplinks); !told) return told;
    if (auto attached = data_plane.attach(); !attached) return attached;
    if (auto settled = kernel.bpf->settle(); !settled) return settled;
    for (const auto& [tunnel, entry] : plan->tunnels) {
        if (auto written = data_plane.set_state(tunnel, HW_TUNNEL_UP); !written) return written;
    }
    fmt::print("{}: {}\n", forwarding.mode == HW_FORWARDING_FAST ? "fast" : "stack", forwarding.reason);
    return {};
}

Result<void> setup(const Config& config, const std::string& outer) {
    auto kernel = open_kernel(config);
    if (!kernel) return kernel.error();
    NetworkSetup network(*kernel->links, *kernel->routes, *kernel->sysctl);
    auto view = take_kernel_view(*kernel->links, *kernel->routes);
    if (!view) return view.error();
    auto made = network.ensure_interfaces(config, TunnelIndex(config), *view, {});
    if (!made) return made.error();
    view = take_kernel_view(*kernel->links, *kernel->routes);
    if (!view) return view.error();
    const std::vector<UplinkState> uplinks = observe_uplinks(config, *view);
    if (auto written = write_data_plane(config, outer != "unguarded", *kernel, *view, uplinks); !written)
        return written;
    auto routed =
        network.ensure_routes(config, *view, outer == "steered" ? uplinks : std::vector<UplinkState>{}, {});
    return routed.ok() ? Result<void>() : Result<void>(routed.error());
}

Result<void> set_state(const Config& config, const std::string& name, hw_tunnel_state state, bool wait) {
    auto bpf = open_bpf(config);
    if (!bpf) return bpf.error();
    while (wait && std::getchar() != EOF) {
    }
    for (const PeerConfig& peer : config.peers) {
        for (const TunnelConfig& tunnel : peer.tunnels) {
            if (tunnel.name != name) continue;
            auto written = (*bpf)->maps().set_tunnel_state(TunnelId(tunnel.id), state);
            timespec time{};
            clock_gettime(CLOCK_REALTIME, &time);
            fmt::print("{}\n", int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec);
            return written;
        }
    }
    return Error("no tunnel is called " + name);
}

Result<void> override_endpoint(Config& config, const std::string& text) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) return Error(text + " is not UPLINK=ENDPOINT");
    auto address = IpAddress::parse(text.substr(equals + 1));
    if (!address) return address.error();
    for (PeerConfig& peer : config.peers) {
        for (TunnelConfig& tunnel : peer.tunnels) {
            if (tunnel.uplink == text.substr(0, equals)) tunnel.endpoint = *address;
        }
    }
    return {};
}

Result<void> obey(int argc, char** argv) {
    if (argc < 4) return Error("see the first lines of static_gateway.cpp");
    auto config = read_config(argv[2]);
    if (!config) return config.error();
    if (std::strcmp(argv[1], "state") == 0 && argc >= 5) {
        return set_state(*config, argv[3], std::strcmp(argv[4], "up") == 0 ? HW_TUNNEL_UP : HW_TUNNEL_DOWN,
                         argc > 5);
    }
    for (int index = 4; index < argc; ++index) {
        if (auto overridden = override_endpoint(*config, argv[index]); !overridden) return overridden;
    }
    return setup(*config, argv[3]);
}

}  // namespace
}  // namespace hawser::loader

int main(int argc, char** argv) {
    const auto outcome = hawser::loader::obey(argc, argv);
    if (outcome.ok()) return 0;
    fmt::print(stderr, "static_gateway: {}\n", outcome.error().text());
    return 1;
}

// SPDX-License-Identifier: BSD-2-Clause
// Hawser's data plane with SAs that somebody else has made: interfaces, routes, maps and programs as hawserd
// sets them up from the same configuration file, through the same libraries, and then no daemon. Every tunnel
// is up.
//
//   static_gateway interfaces CONFIG
//   static_gateway setup|twice CONFIG steered|unsteered|unguarded [UPLINK=ENDPOINT ...]
//   static_gateway state CONFIG TUNNEL up|down [wait]
//
// `unsteered` leaves out the rules that keep each tunnel's outer packets on their uplink, where routes alone
// do that: every endpoint behind an uplink of its own. `unguarded` leaves out the programs on the uplinks
// too, which see to it that it is so. UPLINK=ENDPOINT gives the uplink's tunnel an endpoint of its own.
// `interfaces` makes these alone; `twice` reconciles once more in the same process, which must change
// nothing. Each step says how long it took: "took STEP MILLISECONDS", the second time with "again-" before
// it. `state` is one map write; it prints CLOCK_REALTIME in nanoseconds when that write has returned.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>

#include "loader/bpf/bpf_object.h"
#include "loader/bpf/netfilter_reader.h"
#include "loader/config/load.h"
#include "loader/daemon/bpf_options.h"
#include "loader/daemon/data_plane.h"
#include "loader/daemon/negotiations.h"
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

/// Says of each step how long it took.
class Steps {
 public:
    void done(const char* step) {
        const auto now = std::chrono::steady_clock::now();
        fmt::print("took {}{} {:.3f}\n", prefix_, step,
                   std::chrono::duration<double, std::milli>(now - since_).count());
        since_ = now;
    }
    void begin_again() { prefix_ = "again-"; }

 private:
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
    const char* prefix_ = "";
};

struct Kernel {
    std::unique_ptr<LinkPort> links;
    std::unique_ptr<RoutePort> routes;
    std::unique_ptr<SysctlPort> sysctl;
    std::unique_ptr<BpfObject> bpf;
    std::unique_ptr<PolicyHashPort> policy_hash;
};

Result<Kernel> open_kernel(const Config& config) {
    auto links = open_link_port();
    if (!links) return links.error();
    auto routes = open_route_port();
    if (!routes) return routes.error();
    auto bpf = BpfObject::open(bpf_options(config));
    if (!bpf) return bpf.error();
    auto policy_hash = open_policy_hash_port();
    if (!policy_hash) return policy_hash.error();
    return Kernel{*std::move(links), *std::move(routes), open_sysctl_port(), *std::move(bpf),
                  *std::move(policy_hash)};
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
Result<void> tell_uplinks(const TunnelIndex& tunnels, const std::vector<UplinkState>& uplinks) {
    auto outers = KernelOuterPort::open();
    if (!outers) return outers.error();
    auto xfrm = open_xfrm_port();
    if (!xfrm) return xfrm.error();
    IfIdSet if_ids;
    for (const auto& [id, entry] : tunnels.all())
        if_ids.insert(entry.if_id());
    auto listed = SpiRegister(**xfrm, **outers).list_sas(if_ids);
    if (!listed) return listed.error();
    return OuterService(**outers).reconcile(tunnels, uplinks);
}

void take_off_guards(MapPlan& plan) {
    for (auto at = plan.ifaces.begin(); at != plan.ifaces.end();)
        at = at->second.role == HW_ROLE_UPLINK ? plan.ifaces.erase(at) : std::next(at);
}

/// What hawserd does from time to time, step by step, so that each can be timed.
class Gateway {
 public:
    Gateway(const Config& config, const std::string& outer, Kernel& kernel, Steps& steps)
        : config_(config),
          tunnels_(config),
          steered_(outer == "steered"),
          guarded_(outer != "unguarded"),
          kernel_(kernel),
          steps_(steps),
          network_(*kernel.links, *kernel.routes, *kernel.sysctl),
          data_plane_(kernel.bpf->maps(), kernel.bpf->programs()),
          negotiations_(tunnels_) {
        for (const auto& [tunnel, networks] : agreed(config))
            negotiations_.adopt(tunnel, networks);
    }

    Result<void> set_up() {
        if (auto adopted = data_plane_.adopt(); !adopted) return adopted;
        steps_.done("adopt");
        if (auto reconciled = reconcile(); !reconciled) return reconciled;
        for (const auto& [tunnel, entry] : data_plane_.current().tunnels) {
            if (auto written = data_plane_.set_state(tunnel, HW_TUNNEL_UP); !written) return written;
        }
        steps_.done("states");
        return {};
    }

    Result<void> reconcile() {
        if (auto looked = look(); !looked) return looked;
        steps_.done("look");
        auto made = network_.ensure_interfaces(config_, tunnels_, view_, {});
        if (!made) return made.error();
        if (*made != 0) {
            if (auto looked = look(); !looked) return looked;
        }
        steps_.done("interfaces");
        if (auto written = write_maps(); !written) return written;
        if (auto told = tell_uplinks(tunnels_, uplinks_); !told) return told;
        steps_.done("outers");
        if (auto attached = data_plane_.attach(); !attached) return attached;
        if (auto settled = kernel_.bpf->settle(); !settled) return settled;
        steps_.done("attach");
        const std::vector<UplinkState> steered = steered_ ? uplinks_ : std::vector<UplinkState>{};
        auto routed = network_.ensure_routes(config_, view_, steered, negotiations_, {});
        steps_.done("routes");
        if (!routed) return routed.error();
        return PolicyHashKeeper(*kernel_.policy_hash).reconcile(policy_hashes_for(config_));
    }

 private:
    Result<void> look() {
        auto view = take_kernel_view(*kernel_.links, *kernel_.routes);
        if (!view) return view.error();
        view_ = *std::move(view);
        uplinks_ = observe_uplinks(config_, view_);
        return {};
    }

    Result<void> write_maps() {
        const ForwardingDecision forwarding = choose_forwarding(config_.forwarding, read_netfilter_facts());
        auto plan = plan_maps(config_, kernel_facts(view_, uplinks_), negotiations_.all(),
                              {.forwarding = forwarding.mode, .hash_seed = kSeed});
        if (!plan) return plan.error();
        if (!guarded_) take_off_guards(*plan);
        steps_.done("plan");
        auto applied = data_plane_.apply(*plan);
        steps_.done("apply");
        fmt::print("{}: {}\n", forwarding.mode == HW_FORWARDING_FAST ? "fast" : "stack", forwarding.reason);
        return applied;
    }

    const Config& config_;
    TunnelIndex tunnels_;
    bool steered_;
    bool guarded_;
    Kernel& kernel_;
    Steps& steps_;
    NetworkSetup network_;
    DataPlane data_plane_;
    Negotiations negotiations_;
    KernelView view_;
    std::vector<UplinkState> uplinks_;
};

Result<void> setup(const Config& config, const std::string& outer, bool twice, Steps& steps) {
    auto kernel = open_kernel(config);
    if (!kernel) return kernel.error();
    steps.done("load");
    Gateway gateway(config, outer, *kernel, steps);
    if (auto done = gateway.set_up(); !done || !twice) return done;
    steps.begin_again();
    return gateway.reconcile();
}

Result<void> make_interfaces(const Config& config) {
    auto links = open_link_port();
    if (!links) return links.error();
    auto routes = open_route_port();
    if (!routes) return routes.error();
    auto view = take_kernel_view(**links, **routes);
    if (!view) return view.error();
    const auto sysctl = open_sysctl_port();
    auto made =
        NetworkSetup(**links, **routes, *sysctl).ensure_interfaces(config, TunnelIndex(config), *view, {});
    return made.ok() ? Result<void>() : Result<void>(made.error());
}

Result<void> set_state(const Config& config, const std::string& name, hw_tunnel_state state, bool wait) {
    auto bpf = BpfObject::open(bpf_options(config));
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
    const std::string verb = argc < 3 ? "" : argv[1];
    if (argc < 4 && verb != "interfaces") return Error("see the first lines of static_gateway.cpp");
    Steps steps;
    auto config = read_config(argv[2]);
    if (!config) return config.error();
    steps.done("read");
    if (verb == "interfaces") {
        auto made = make_interfaces(*config);
        steps.done("interfaces");
        return made;
    }
    if (verb == "state" && argc >= 5) {
        return set_state(*config, argv[3], std::strcmp(argv[4], "up") == 0 ? HW_TUNNEL_UP : HW_TUNNEL_DOWN,
                         argc > 5);
    }
    for (int index = 4; index < argc; ++index) {
        if (auto overridden = override_endpoint(*config, argv[index]); !overridden) return overridden;
    }
    return setup(*config, argv[3], verb == "twice", steps);
}

}  // namespace
}  // namespace hawser::loader

int main(int argc, char** argv) {
    const auto outcome = hawser::loader::obey(argc, argv);
    if (outcome.ok()) return 0;
    fmt::print(stderr, "static_gateway: {}\n", outcome.error().text());
    return 1;
}
